using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Interval;

/// <summary>A new subspace every T steps, counted in absolute steps: 1, T + 1, 2T + 1, ..., or so many steps later.</summary>
/// <remarks>method.md eq. 6.2 with a phase φ: (t - 1 - φ) mod T = 0. The first basis never waits for it (eq. 6.1).</remarks>
[Plugin("interval")]
public sealed class IntervalTrigger : IRefreshTrigger
{
    private readonly long _interval;
    private readonly long _phase;

    /// <summary>Makes the trigger.</summary>
    /// <param name="options">The interval.</param>
    /// <exception cref="InvalidSettingException">The interval is below 1, or the phase outside [0, interval).</exception>
    public IntervalTrigger(IntervalOptions options)
    {
        options.Validate();
        (_interval, _phase) = (options.Interval, options.Phase);
    }

    /// <inheritdoc/>
    public bool LooksAtEnergies => false;

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation) =>
        IsDue(observation.Step, _interval, _phase) ? RefreshCause.Interval : RefreshCause.None;

    internal static bool IsDue(long step, long interval, long phase) => (step - 1 - phase) % interval == 0;
}
