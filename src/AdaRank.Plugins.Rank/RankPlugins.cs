namespace AdaRank.Plugins.Rank;

/// <summary>The rank policies and refresh triggers of this package.</summary>
[PluginGroup]
public sealed partial class RankPlugins;
