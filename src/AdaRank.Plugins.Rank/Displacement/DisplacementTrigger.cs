using AdaRank.Plugins.Rank.Interval;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Displacement;

/// <summary>
/// A new subspace every T steps, and sooner when the direction of the projected gradient no longer moves far for the steps
/// it takes.
/// </summary>
/// <remarks>
/// With u = Â/‖Â‖ and n = t - 1 - t_refresh steps since the refresh at step t_refresh: ‖u_(t-1) - u_refresh‖ / n ≤ γ. The
/// question whether unit gradients still make headway in a subspace is that of Lotus (Efficient LLM Training by Randomized
/// Low-Rank Gradient Projection with Adaptive Subspace Switching); this formula and its defaults are the SDK's own, not
/// quoted from there. Since the displacement is at most 2, it holds after 2/γ steps in any case.
/// </remarks>
[Plugin("displacement")]
public sealed class DisplacementTrigger : IRefreshTrigger
{
    private readonly Rhythm _rhythm;
    private readonly double _displacementPerStep;

    /// <summary>Makes the trigger.</summary>
    /// <param name="options">Interval and bound.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public DisplacementTrigger(DisplacementOptions options)
    {
        options.Validate();
        _rhythm = new Rhythm(options.Interval, options.MinimumInterval);
        _displacementPerStep = options.DisplacementPerStep;
    }

    /// <inheritdoc/>
    public RefreshMeasures Needs => RefreshMeasures.Displacement;

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation)
    {
        if (_rhythm.IsDue(observation))
        {
            return RefreshCause.Interval;
        }

        // In the step after the refresh nothing has had time to move. A displacement that is NaN is below nothing.
        var steps = observation.Step - 1 - observation.LastRefreshStep;
        return steps > 0 && !_rhythm.IsTooSoon(observation) && observation.Displacement / steps <= _displacementPerStep
            ? RefreshCause.Displaced
            : RefreshCause.None;
    }
}
