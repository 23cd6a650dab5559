using AdaRank.Plugins.Rank.Interval;

namespace AdaRank.Plugins.Rank.Displacement;

/// <summary>Options of <see cref="DisplacementTrigger"/>.</summary>
public sealed partial class DisplacementOptions : IPluginOptions
{
    /// <summary>T, steps after which a refresh is due in any case; 0 for never.</summary>
    /// <value>200 (method.md eq. 6.2).</value>
    [Tunable(0, double.PositiveInfinity)]
    public long Interval { get; set; } = 200;

    /// <summary>
    /// γ: the subspace is used up when the displacement per step is at most this; above 0, and at most 2, which the
    /// displacement itself cannot exceed.
    /// </summary>
    /// <value>0.01. No source.</value>
    [Tunable(0, 2, ExcludesMinimum = true)]
    public double DisplacementPerStep { get; set; } = 0.01;

    /// <summary>T_min, steps that must lie between two refreshes by displacement; at least 1.</summary>
    /// <value>50, since gradients of mini-batches are far apart from the start. No source.</value>
    [Tunable(1, double.PositiveInfinity)]
    public long MinimumInterval { get; set; } = 50;

    /// <inheritdoc/>
    public void Validate()
    {
        Rhythm.Check(Interval, MinimumInterval);
        if (DisplacementPerStep is not (> 0 and <= 2))
        {
            throw new InvalidSettingException(
                "displacement per step", DisplacementPerStep, "use a displacement above 0 and at most 2, for example 0.01");
        }
    }
}
