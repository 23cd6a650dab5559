namespace AdaRank.Composition;

/// <summary>Which plugin fills a slot of a group, and how its options differ from their defaults.</summary>
/// <param name="Slot">The slot's name as users know it, for messages.</param>
/// <param name="Key">The plugin's key.</param>
/// <param name="Changes">Changes of its options, in order.</param>
/// <param name="Origin">Where in configuration the key stands; null if it was chosen in code.</param>
internal sealed record SlotChoice<TSlot>(string Slot, string Key, IReadOnlyList<OptionsChange> Changes, string? Origin = null)
    where TSlot : class
{
    /// <summary>Another plugin, or the same one with its defaults again.</summary>
    public SlotChoice<TSlot> Choose(string key, string? origin = null) => new(Slot, key, [], origin);

    /// <summary>A plugin with more changes of its options: the same plugin keeps what was set before, since a group refines its profile.</summary>
    public SlotChoice<TSlot> Choose(string key, IReadOnlyList<OptionsChange> changes, string? origin = null)
    {
        var known = key == Key ? this with { Origin = origin ?? Origin } : Choose(key, origin);
        return known with { Changes = [.. known.Changes, .. changes] };
    }

    /// <summary>What configuration says of the slot.</summary>
    public SlotChoice<TSlot> Choose(ConfiguredPlugin configured) => configured switch
    {
        { Key: null } => this with { Changes = [.. Changes, .. configured.Changes] },
        { Changes.Count: 0 } => Choose(configured.Key, configured.Path),
        _ => Choose(configured.Key, configured.Changes, configured.Path),
    };

    /// <summary>Finds or builds the plugin.</summary>
    /// <param name="workshop">Where plugins are found and built.</param>
    /// <returns>The plugin, or null if it cannot be had; the workshop knows why then.</returns>
    public TSlot? Resolve(PluginWorkshop workshop) => workshop.Resolve(this);
}
