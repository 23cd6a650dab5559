using System.Collections;

namespace AdaRank.Plugins;

/// <summary>All plugins that were declared, in the order in which they run and start. A service, for tools.</summary>
/// <remarks>It is there even if the settings are wrong, so that a tool can help to mend them.</remarks>
public sealed class PluginCatalogue : IReadOnlyList<PluginCatalogueEntry>
{
    private readonly PluginCatalogueEntry[] _entries;

    internal PluginCatalogue(PluginRegistry registry) =>
        _entries = [.. registry.Ordered.Select((plugin, position) => new PluginCatalogueEntry(plugin, position))];

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public PluginCatalogueEntry this[int index] => _entries[index];

    /// <summary>The plugin of a slot and key, or null.</summary>
    /// <param name="slot">Name of the slot.</param>
    /// <param name="key">The plugin's key.</param>
    public PluginCatalogueEntry? Find(string slot, string key) => Array.Find(_entries, entry => entry.Slot == slot && entry.Key == key);

    /// <summary>The help texts of all plugins, by slot and key.</summary>
    public string Describe() => string.Join('\n', _entries
        .OrderBy(entry => entry.Slot, StringComparer.Ordinal)
        .ThenBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => entry.Describe()));

    /// <inheritdoc/>
    public IEnumerator<PluginCatalogueEntry> GetEnumerator() => ((IEnumerable<PluginCatalogueEntry>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
