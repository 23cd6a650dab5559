using AdaRank.Plugins.Rank.Interval;

namespace AdaRank.Plugins.Rank.RelativeConvergence;

/// <summary>Options of <see cref="RelativeConvergenceTrigger"/>.</summary>
public sealed partial class RelativeConvergenceOptions : IPluginOptions
{
    /// <summary>T, steps after which a refresh is due in any case; 0 for never.</summary>
    /// <value>200 (method.md eq. 6.2).</value>
    [Tunable(0, double.PositiveInfinity)]
    public long Interval { get; set; } = 200;

    /// <summary>σ: converged when ‖Â‖_F ≤ σ times what it was right after the last refresh; above 0, below 1.</summary>
    /// <value>0.5: a quarter of the energy. No source.</value>
    [Tunable(0, 1, ExcludesMinimum = true, ExcludesMaximum = true)]
    public double RemainingNorm { get; set; } = 0.5;

    /// <summary>T_min, steps that must lie between two refreshes by convergence; at least 1.</summary>
    /// <value>10, as method.md recommends with eq. 6.3.</value>
    [Tunable(1, double.PositiveInfinity)]
    public long MinimumInterval { get; set; } = 10;

    /// <inheritdoc/>
    public void Validate()
    {
        Rhythm.Check(Interval, MinimumInterval);
        if (RemainingNorm is not (> 0 and < 1))
        {
            throw new InvalidSettingException("remaining norm", RemainingNorm, "use a share above 0 and below 1, for example 0.5");
        }
    }
}
