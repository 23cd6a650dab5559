namespace AdaRank.Plugins.Projection;

/// <summary>The projection updaters and moment transports of this package.</summary>
[PluginGroup]
public sealed partial class ProjectionPlugins;
