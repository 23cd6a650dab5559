using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace AdaRank.Plugins.Folders;

/// <summary>What the metadata of an assembly say of its plugins. Read from bytes: no code of the assembly runs.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="References">Names of the assemblies that it needs.</param>
/// <param name="Plugins">Its plugins.</param>
/// <param name="Group">Full name of the class that registers them; null if there is none.</param>
internal sealed record AssemblyManifest(
    string Name, IReadOnlyList<string> References, IReadOnlyList<ManifestLine> Plugins, string? Group)
{
    /// <summary>Whether the assembly says that it has plugins.</summary>
    public bool HasPlugins => Plugins.Count > 0 || Group is not null;

    /// <summary>Reads metadata; null if the bytes are no managed assembly.</summary>
    public static AssemblyManifest? Read(byte[] bytes)
    {
        try
        {
            using var image = new PEReader(new MemoryStream(bytes, writable: false));
            if (!image.HasMetadata)
            {
                return null;
            }

            var reader = image.GetMetadataReader();
            return reader.IsAssembly ? Read(reader) : null;
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private static AssemblyManifest Read(MetadataReader reader)
    {
        var plugins = new List<ManifestLine>();
        string? group = null;
        foreach (var attribute in reader.GetAssemblyDefinition().GetCustomAttributes().Select(reader.GetCustomAttribute))
        {
            switch (NameOf(reader, attribute))
            {
                case "AdaRank.Plugins.AdaRankPluginAttribute":
                    var line = Decode(attribute);
                    plugins.Add(new ManifestLine((string)line[0]!, (string)line[1]!, (string)line[2]!));
                    break;
                case "AdaRank.Plugins.AdaRankPluginGroupAttribute":
                    group = WithoutAssembly((string)Decode(attribute)[0]!);
                    break;
            }
        }

        return new AssemblyManifest(
            reader.GetString(reader.GetAssemblyDefinition().Name),
            [.. reader.AssemblyReferences.Select(reference => reader.GetString(reader.GetAssemblyReference(reference).Name))],
            plugins,
            group);
    }

    private static string NameOf(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind is not HandleKind.MemberReference)
        {
            return "";
        }

        var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind is not HandleKind.TypeReference)
        {
            return "";
        }

        var type = reader.GetTypeReference((TypeReferenceHandle)parent);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    private static object?[] Decode(CustomAttribute attribute)
    {
        try
        {
            return [.. attribute.DecodeValue(TypeNames.Instance).FixedArguments.Select(argument => argument.Value)];
        }
        catch (Exception problem) when (problem is not BadImageFormatException)
        {
            // Arguments of other types than ours have: not made by our generator, and not to be trusted.
            throw new BadImageFormatException("The plugin manifest cannot be read.", problem);
        }
    }

    private static string WithoutAssembly(string typeName) => typeName.Split(',')[0];

    /// <summary>Types are only named: nothing is resolved while a manifest is read.</summary>
    private sealed class TypeNames : ICustomAttributeTypeProvider<string>
    {
        public static readonly TypeNames Instance = new();

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSystemType() => "System.Type";

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeDefinition(handle);
            return Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            return Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromSerializedName(string name) => name;

        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

        public bool IsSystemType(string type) => type is "System.Type";

        private static string Join(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
    }
}
