namespace AdaRank.Plugins.Projection.Linear;

/// <summary>Options of <see cref="LinearTransport"/>.</summary>
public sealed partial class LinearTransportOptions : IPluginOptions
{
    /// <summary>Whether negative second moments are set to zero. Without it the square root gives NaN.</summary>
    /// <value>true.</value>
    [Tunable]
    public bool Clamp { get; set; } = true;
}
