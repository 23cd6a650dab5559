namespace AdaRank.Plugins.Projection.Coap;

/// <summary>Options of <see cref="CoapUpdater"/>.</summary>
public sealed partial class CoapOptions : IPluginOptions
{
    /// <summary>T_u, steps of a subspace between two moves of its basis. Refreshes recalibrate, every 5 to 10 times as many steps.</summary>
    /// <value>32, the shortest of the paper.</value>
    [Tunable(1, double.PositiveInfinity)]
    public int Interval { get; set; } = 32;

    /// <summary>The rate of a move.</summary>
    /// <value>0.1.</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Rate { get; set; } = 0.1;

    /// <summary>The norm to which a slope is clipped before the move.</summary>
    /// <value>1.</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double LargestSlope { get; set; } = 1;
}
