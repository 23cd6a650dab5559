namespace AdaRank.Plugins.Rank.Interval;

/// <summary>Options of <see cref="IntervalTrigger"/>.</summary>
public sealed partial class IntervalOptions : IPluginOptions
{
    /// <summary>T, steps between refreshes; at least 1.</summary>
    /// <value>200 (GaLore, arXiv 2403.03507).</value>
    [Tunable(1, double.PositiveInfinity)]
    public long Interval { get; set; } = 200;

    /// <inheritdoc/>
    public void Validate() => Check(Interval);

    internal static void Check(long interval)
    {
        if (interval < 1)
        {
            throw new InvalidSettingException("refresh interval", interval, "use at least 1 step");
        }
    }
}
