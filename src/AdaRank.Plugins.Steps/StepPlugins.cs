namespace AdaRank.Plugins.Steps;

/// <summary>The optimizer steps of this package.</summary>
[PluginGroup]
public sealed partial class StepPlugins;
