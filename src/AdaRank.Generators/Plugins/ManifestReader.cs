using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>Reads the manifests of referenced assemblies: from their metadata, without binding anything.</summary>
internal static class ManifestReader
{
    private const string Contracts = "AdaRank.Abstractions";
    private const string PluginLine = "AdaRankPluginAttribute";
    private const string GroupLine = "AdaRankPluginGroupAttribute";

    /// <summary>A reference never changes, and the same one is asked about by generator and analyzers.</summary>
    private static readonly ConditionalWeakTable<MetadataReference, PluginManifest> Known = new();

    /// <summary>The manifest of a reference; empty for an assembly without plugins.</summary>
    public static PluginManifest Read(MetadataReference reference) =>
        reference.Properties.Kind == MetadataImageKind.Assembly ? Known.GetValue(reference, ReadAnew) : PluginManifest.Empty;

    /// <summary>The manifest that a compilation has been given by its own generator.</summary>
    public static PluginManifest Read(IAssemblySymbol assembly) => FromSymbols(assembly, alias: null);

    private static PluginManifest ReadAnew(MetadataReference reference)
    {
        var aliases = reference.Properties.Aliases;
        var alias = aliases.IsDefaultOrEmpty || aliases.Contains("global") ? null : aliases[0];
        try
        {
            return reference switch
            {
                // A project of the same solution in an editor: its attributes are source.
                CompilationReference project => FromSymbols(project.Compilation.Assembly, alias),
                PortableExecutableReference file when file.GetMetadata() is AssemblyMetadata assembly => FromMetadata(assembly, alias),
                _ => PluginManifest.Empty,
            };
        }
        catch (Exception problem) when (problem is BadImageFormatException or IOException or ObjectDisposedException)
        {
            // The compiler complains of a reference that it cannot read.
            return PluginManifest.Empty;
        }
    }

    private static PluginManifest FromMetadata(AssemblyMetadata assembly, string? alias)
    {
        var reader = assembly.GetModules()[0].GetMetadataReader();
        if (!reader.IsAssembly || !MentionsContracts(reader))
        {
            return PluginManifest.Empty;
        }

        string? group = null;
        var plugins = ImmutableArray.CreateBuilder<PluginEntry>();
        foreach (var handle in reader.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = reader.GetCustomAttribute(handle);
            switch (NameOf(reader, attribute))
            {
                case PluginLine:
                    var line = Arguments(reader, attribute);
                    plugins.Add(new PluginEntry(Next(ref line), Next(ref line), Next(ref line), TypeName(Next(ref line))));
                    break;
                case GroupLine:
                    var only = Arguments(reader, attribute);
                    group = TypeName(Next(ref only));
                    break;
                default:
                    break;
            }
        }

        var name = reader.GetString(reader.GetAssemblyDefinition().Name);
        return new PluginManifest(name, group, alias, new EquatableArray<PluginEntry>(plugins.ToImmutable()));
    }

    private static PluginManifest FromSymbols(IAssemblySymbol assembly, string? alias)
    {
        string? group = null;
        var plugins = ImmutableArray.CreateBuilder<PluginEntry>();
        foreach (var attribute in assembly.GetAttributes())
        {
            if (SlotReader.IsContract(attribute.AttributeClass, PluginLine)
                && attribute.Argument<string>(0) is { } slot
                && attribute.Argument<string>(1) is { } key
                && attribute.Argument<string>(2) is { } contract
                && attribute.Argument<INamedTypeSymbol>(3) is { } type)
            {
                plugins.Add(new PluginEntry(slot, key, contract, MetadataName(type)));
            }
            else if (SlotReader.IsContract(attribute.AttributeClass, GroupLine)
                && attribute.Argument<INamedTypeSymbol>(0) is { } named)
            {
                group = MetadataName(named);
            }
        }

        return new PluginManifest(assembly.Name, group, alias, new EquatableArray<PluginEntry>(plugins.ToImmutable()));
    }

    private static bool MentionsContracts(MetadataReader reader)
    {
        foreach (var handle in reader.AssemblyReferences)
        {
            if (reader.StringComparer.Equals(reader.GetAssemblyReference(handle).Name, Contracts))
            {
                return true;
            }
        }

        return false;
    }

    private static string? NameOf(MetadataReader reader, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        var type = reader.GetTypeReference((TypeReferenceHandle)parent);
        return reader.StringComparer.Equals(type.Namespace, PluginNames.Namespace) ? reader.GetString(type.Name) : null;
    }

    private static BlobReader Arguments(MetadataReader reader, CustomAttribute attribute)
    {
        var blob = reader.GetBlobReader(attribute.Value);
        blob.ReadUInt16();
        return blob;
    }

    private static string Next(ref BlobReader blob) => blob.ReadSerializedString() ?? "";

    /// <summary>The name without that of the assembly, which follows where the type is another assembly's.</summary>
    private static string TypeName(string written)
    {
        var comma = written.IndexOf(',');
        return comma < 0 ? written : written.Substring(0, comma);
    }

    private static string MetadataName(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            return $"{MetadataName(outer)}+{type.MetadataName}";
        }

        return type.ContainingNamespace.IsGlobalNamespace
            ? type.MetadataName
            : $"{Models.TypeText.FullName(type.ContainingNamespace)}.{type.MetadataName}";
    }
}
