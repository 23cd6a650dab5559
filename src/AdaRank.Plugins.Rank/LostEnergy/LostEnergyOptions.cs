using AdaRank.Plugins.Rank.Interval;

namespace AdaRank.Plugins.Rank.LostEnergy;

/// <summary>Options of <see cref="LostEnergyTrigger"/>.</summary>
public sealed partial class LostEnergyOptions : IPluginOptions
{
    /// <summary>T, steps after which a refresh is due in any case; 0 for never.</summary>
    /// <value>200 (method.md eq. 6.2).</value>
    [Tunable(0, double.PositiveInfinity)]
    public long Interval { get; set; } = 200;

    /// <summary>x: the share of the captured share right after the last refresh that may be lost since; above 0, below 1.</summary>
    /// <value>0.2. No source.</value>
    [Tunable(0, 1, ExcludesMinimum = true, ExcludesMaximum = true)]
    public double Loss { get; set; } = 0.2;

    /// <summary>T_min, steps that must lie between two refreshes by lost energy; at least 1.</summary>
    /// <value>10, as method.md recommends with eq. 6.3.</value>
    [Tunable(1, double.PositiveInfinity)]
    public long MinimumInterval { get; set; } = 10;

    /// <inheritdoc/>
    public void Validate()
    {
        Rhythm.Check(Interval, MinimumInterval);
        if (Loss is not (> 0 and < 1))
        {
            throw new InvalidSettingException("loss of captured energy", Loss, "use a share above 0 and below 1, for example 0.2");
        }
    }
}
