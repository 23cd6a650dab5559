using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Which types of the service collection a reference brings. Asked once for each, since references seldom change.</summary>
[Flags]
internal enum ReferencedServices
{
    None = 0,
    Collection = 1,
    Descriptors = 2,
    Options = 4,
    All = Collection | Descriptors | Options,
}

/// <summary>Looks into references without a compilation.</summary>
internal static class ReferencedServicesReader
{
    private static readonly (string FullName, string Namespace, string Name, ReferencedServices Brings)[] Wanted =
    [
        Split(WellKnownNames.ServiceCollection, ReferencedServices.Collection),
        Split(WellKnownNames.ServiceDescriptors, ReferencedServices.Descriptors),
        Split(WellKnownNames.OptionsServices, ReferencedServices.Options),
    ];

    private static readonly ConditionalWeakTable<MetadataReference, StrongBox<ReferencedServices>> Known = new();

    public static ReferencedServices Read(MetadataReference reference) =>
        Known.GetValue(reference, static reference => new StrongBox<ReferencedServices>(ReadOnce(reference))).Value;

    private static ReferencedServices ReadOnce(MetadataReference reference)
    {
        try
        {
            return reference switch
            {
                CompilationReference project => Wanted.Where(type => project.Compilation.Assembly.GetTypeByMetadataName(type.FullName) is not null)
                    .Aggregate(ReferencedServices.None, (all, type) => all | type.Brings),
                PortableExecutableReference file when file.GetMetadata() is AssemblyMetadata assembly =>
                    ReadTypes(assembly.GetModules()[0].GetMetadataReader()),
                _ => ReferencedServices.None,
            };
        }
        catch (Exception broken) when (broken is BadImageFormatException or IOException)
        {
            // The compiler complains of it.
            return ReferencedServices.None;
        }
    }

    private static ReferencedServices ReadTypes(MetadataReader reader)
    {
        var found = ReferencedServices.None;
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            foreach (var (_, space, name, brings) in Wanted)
            {
                if (reader.StringComparer.Equals(type.Name, name) && reader.StringComparer.Equals(type.Namespace, space))
                {
                    found |= brings;
                }
            }
        }

        return found;
    }

    private static (string FullName, string Namespace, string Name, ReferencedServices Brings) Split(string name, ReferencedServices brings)
    {
        var dot = name.LastIndexOf('.');
        return (name, name.Substring(0, dot), name.Substring(dot + 1), brings);
    }
}
