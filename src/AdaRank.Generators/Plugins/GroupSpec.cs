using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>A class that becomes the group of all plugins of its assembly.</summary>
/// <param name="Name">Full name, for sorting.</param>
/// <param name="Type">The class as generated code refers to it.</param>
/// <param name="Namespace">The namespace with keywords escaped; empty for the global one.</param>
/// <param name="ContainingTypes">The headings of the types around it, from the outermost inwards.</param>
/// <param name="Heading">How its declaration starts.</param>
/// <param name="Identifier">Its name as code writes it.</param>
/// <param name="HasConstructor">Whether the user wrote a constructor.</param>
/// <param name="IsDocumented">Whether the user documented it.</param>
/// <param name="IsPublic">Whether other assemblies can see it.</param>
internal sealed record GroupSpec(
    string Name,
    string Type,
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Heading,
    string Identifier,
    bool HasConstructor,
    bool IsDocumented,
    bool IsPublic);
