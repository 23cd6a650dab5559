using System.Collections.Immutable;
using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>The manifest of an assembly and the groups that register its plugins.</summary>
/// <param name="Assembly">Names.</param>
/// <param name="Plugins">All plugins, sorted by name.</param>
/// <param name="Groups">The user's groups, sorted by name.</param>
internal sealed record ManifestSpec(PluginAssembly Assembly, EquatableArray<PluginSpec> Plugins, EquatableArray<GroupSpec> Groups)
{
    /// <summary>Whether there is anything to write.</summary>
    public bool IsNeeded => Plugins.Count > 0 || Groups.Count > 0;

    /// <summary>Sorts, so that the order of files is no change.</summary>
    public static ManifestSpec Of(ImmutableArray<PluginSpec> plugins, ImmutableArray<GroupSpec> groups, PluginAssembly assembly) => new(
        assembly,
        plugins.OrderBy(static plugin => plugin.Slot.Name, StringComparer.Ordinal)
            .ThenBy(static plugin => plugin.Key, StringComparer.Ordinal)
            .ThenBy(static plugin => plugin.Name, StringComparer.Ordinal)
            .ToEquatableArray(),
        groups.OrderBy(static group => group.Name, StringComparer.Ordinal).ToEquatableArray());
}
