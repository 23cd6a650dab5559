namespace AdaRank.Generators.Plugins;

/// <summary>Where the argument of a plugin's constructor comes from.</summary>
internal enum ArgumentKind
{
    /// <summary>The plugin's options.</summary>
    Options,

    /// <summary>A service that must be there.</summary>
    Service,

    /// <summary>A service, or null.</summary>
    OptionalService,
}
