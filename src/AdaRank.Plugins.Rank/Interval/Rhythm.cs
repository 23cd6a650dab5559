using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Interval;

/// <summary>What bounds a criterion on both sides: the steps after which a refresh is due anyway, and those that must pass first.</summary>
/// <param name="Interval">T of eq. 6.2, in absolute steps; 0 for none.</param>
/// <param name="MinimumInterval">T_min of eq. 6.3, since the last refresh.</param>
internal readonly record struct Rhythm(long Interval, long MinimumInterval)
{
    /// <summary>Refuses settings that are none.</summary>
    /// <exception cref="InvalidSettingException">The interval is negative, or the minimum below 1.</exception>
    public static void Check(long interval, long minimumInterval)
    {
        if (interval < 0)
        {
            throw new InvalidSettingException("refresh interval", interval, "use at least 1 step, or 0 for no interval");
        }

        if (minimumInterval < 1)
        {
            throw new InvalidSettingException("minimum refresh interval", minimumInterval, "use at least 1 step");
        }
    }

    /// <summary>Whether a refresh is due whatever the criterion says.</summary>
    public bool IsDue(in RefreshObservation observation) =>
        Interval > 0 && IntervalTrigger.IsDue(observation.Step, Interval, phase: 0);

    /// <summary>Whether the criterion must not be asked yet.</summary>
    public bool IsTooSoon(in RefreshObservation observation) => observation.Step - observation.LastRefreshStep < MinimumInterval;
}
