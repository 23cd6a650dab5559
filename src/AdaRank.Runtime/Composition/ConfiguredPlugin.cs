namespace AdaRank.Composition;

/// <summary>What configuration says of one slot.</summary>
/// <param name="Key">The plugin's key; null if only options of the plugin are changed that is there already.</param>
/// <param name="Changes">Its options.</param>
/// <param name="Path">Where it stands.</param>
internal sealed record ConfiguredPlugin(string? Key, IReadOnlyList<OptionsChange> Changes, string Path);
