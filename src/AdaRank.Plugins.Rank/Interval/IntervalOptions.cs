namespace AdaRank.Plugins.Rank.Interval;

/// <summary>Options of <see cref="IntervalTrigger"/>.</summary>
public sealed partial class IntervalOptions : IPluginOptions
{
    /// <summary>T, steps between refreshes; at least 1.</summary>
    /// <value>200 (GaLore, arXiv 2403.03507).</value>
    [Tunable(1, double.PositiveInfinity)]
    public long Interval { get; set; } = 200;

    /// <summary>
    /// Steps by which all refreshes but the first are late; at least 0, below <see cref="Interval"/>. T - 1 refreshes in
    /// the steps T, 2T, ..., as Flora does (method.md eq. 7.8a).
    /// </summary>
    /// <value>0 (method.md eq. 6.2).</value>
    [Tunable(0, double.PositiveInfinity)]
    public long Phase { get; set; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Interval < 1)
        {
            throw new InvalidSettingException("refresh interval", Interval, "use at least 1 step");
        }

        if (Phase < 0 || Phase >= Interval)
        {
            throw new InvalidSettingException("refresh phase", Phase, $"use at least 0 steps, and fewer than the interval of {Interval}");
        }
    }
}
