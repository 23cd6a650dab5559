namespace AdaRank.Plugins;

/// <summary>A plugin in its place among all.</summary>
/// <param name="Declaration">The plugin.</param>
/// <param name="Reasons">Why it stands there.</param>
internal sealed record OrderedPlugin(PluginDeclaration Declaration, IReadOnlyList<string> Reasons);
