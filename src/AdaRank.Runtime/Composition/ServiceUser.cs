namespace AdaRank.Composition;

/// <summary>What needs services for as long as the container lives.</summary>
internal enum ServiceUser
{
    /// <summary>A plugin, of which there may be others.</summary>
    Plugin = 0,

    /// <summary>A model.</summary>
    Model,
}
