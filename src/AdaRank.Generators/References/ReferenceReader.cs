using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.References;

/// <summary>Looks into references without a compilation: once into each, since references seldom change, unlike compilations.</summary>
internal static class ReferenceReader
{
    private const string EnsureLoaded = "EnsureLoaded";

    private static readonly (string FullName, string Namespace, string Name, ReferencedTypes Brings)[] Wanted =
    [
        Split(WellKnownNames.ServiceCollection, ReferencedTypes.Collection),
        Split(WellKnownNames.ServiceDescriptors, ReferencedTypes.Descriptors),
        Split(WellKnownNames.OptionsServices, ReferencedTypes.Options),
        Split(WellKnownNames.ModelDependencies, ReferencedTypes.ModelDependencies),
        Split(WellKnownNames.TorchNative, ReferencedTypes.NativeLoader),
        Split(PluginNames.Builder, ReferencedTypes.PluginBuilder),
    ];

    private static readonly ConditionalWeakTable<MetadataReference, StrongBox<ReferencedTypes>> Known = new();

    /// <summary>What a reference brings that code can name.</summary>
    public static ReferencedTypes Read(MetadataReference reference) =>
        Known.GetValue(reference, static reference => new StrongBox<ReferencedTypes>(ReadOnce(reference))).Value;

    /// <summary>What all references bring together.</summary>
    public static ReferencedTypes Sum(ImmutableArray<ReferencedTypes> all) =>
        all.Aggregate(ReferencedTypes.None, static (sum, one) => sum | one);

    private static ReferencedTypes ReadOnce(MetadataReference reference)
    {
        // What an alias hides does not begin with global::, as generated code does.
        if (reference.Properties.Aliases is { IsDefaultOrEmpty: false } aliases && !aliases.Contains(MetadataReferenceProperties.GlobalAlias))
        {
            return ReferencedTypes.None;
        }

        try
        {
            return reference switch
            {
                CompilationReference project => ReadTypes(project.Compilation.Assembly),
                PortableExecutableReference file when file.GetMetadata() is AssemblyMetadata assembly =>
                    ReadTypes(assembly.GetModules()[0].GetMetadataReader()),
                _ => ReferencedTypes.None,
            };
        }
        catch (Exception broken) when (broken is BadImageFormatException or IOException)
        {
            // The compiler complains of it.
            return ReferencedTypes.None;
        }
    }

    /// <summary>A project of the same solution in an editor.</summary>
    private static ReferencedTypes ReadTypes(IAssemblySymbol project)
    {
        var found = ReferencedTypes.None;
        foreach (var (fullName, _, _, brings) in Wanted)
        {
            if (project.GetTypeByMetadataName(fullName) is { DeclaredAccessibility: Accessibility.Public } type
                && (brings != ReferencedTypes.NativeLoader || type.GetMembers(EnsureLoaded).Any(IsLoader)))
            {
                found |= brings;
            }
        }

        return found;
    }

    private static ReferencedTypes ReadTypes(MetadataReader reader)
    {
        var found = ReferencedTypes.None;
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if ((type.Attributes & TypeAttributes.VisibilityMask) != TypeAttributes.Public)
            {
                continue;
            }

            foreach (var (_, space, name, brings) in Wanted)
            {
                if (reader.StringComparer.Equals(type.Name, name)
                    && reader.StringComparer.Equals(type.Namespace, space)
                    && (brings != ReferencedTypes.NativeLoader || type.GetMethods().Any(method => IsLoader(reader, reader.GetMethodDefinition(method)))))
                {
                    found |= brings;
                }
            }
        }

        return found;
    }

    private static bool IsLoader(ISymbol member) => member is IMethodSymbol
    {
        IsStatic: true, DeclaredAccessibility: Accessibility.Public, Parameters.Length: 0, Arity: 0,
    };

    private static bool IsLoader(MetadataReader reader, MethodDefinition method)
    {
        const MethodAttributes Callable = MethodAttributes.Public | MethodAttributes.Static;
        if ((method.Attributes & (MethodAttributes.MemberAccessMask | MethodAttributes.Static)) != Callable
            || !reader.StringComparer.Equals(method.Name, EnsureLoaded))
        {
            return false;
        }

        var signature = reader.GetBlobReader(method.Signature);
        return !signature.ReadSignatureHeader().IsGeneric && signature.ReadCompressedInteger() == 0;
    }

    private static (string FullName, string Namespace, string Name, ReferencedTypes Brings) Split(string name, ReferencedTypes brings)
    {
        var dot = name.LastIndexOf('.');
        return (name, name.Substring(0, dot), name.Substring(dot + 1), brings);
    }
}
