using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Interval;

/// <summary>A new subspace every T steps, counted in absolute steps: 1, T + 1, 2T + 1, ...</summary>
/// <remarks>method.md eq. 6.2.</remarks>
[Plugin("interval")]
public sealed class IntervalTrigger : IRefreshTrigger
{
    private readonly long _interval;

    /// <summary>Makes the trigger.</summary>
    /// <param name="options">The interval.</param>
    /// <exception cref="InvalidSettingException">The interval is below 1.</exception>
    public IntervalTrigger(IntervalOptions options)
    {
        options.Validate();
        _interval = options.Interval;
    }

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation) =>
        IsDue(observation.Step, _interval) ? RefreshCause.Interval : RefreshCause.None;

    internal static bool IsDue(long step, long interval) => (step - 1) % interval == 0;
}
