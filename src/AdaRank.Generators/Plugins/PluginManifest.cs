using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>What an assembly says of its plugins in its metadata.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Group">Metadata name of the class that registers its plugins; null if it names none.</param>
/// <param name="Alias">The extern alias by which code must refer to it; null for none.</param>
/// <param name="Plugins">Its plugins.</param>
internal sealed record PluginManifest(string Assembly, string? Group, string? Alias, EquatableArray<PluginEntry> Plugins)
{
    public static readonly PluginManifest Empty = new("", null, null, default);

    /// <summary>The group as C# refers to it.</summary>
    public string GroupReference => $"{Alias ?? "global"}::{Identifiers(Group!)}";

    /// <summary>Whether the assembly has plugins, or at least a group for them.</summary>
    public bool HasPlugins => Group is not null || Plugins.Count > 0;

    private static string Identifiers(string metadataName) =>
        string.Join(".", metadataName.Split('.', '+').Select(Literal.Identifier));
}
