using AdaRank.Plugins.Rank.Interval;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.RelativeConvergence;

/// <summary>
/// A new subspace every T steps, and sooner when the projected gradient is only a share of what it was right after the last
/// refresh.
/// </summary>
/// <remarks>
/// The bound of method.md eq. 6.4 relative to the start of the subspace: ‖Â_t‖² ≤ σ² ‖Â_refresh‖². Says "converged inside
/// the subspace" without depending on the scale of the gradients.
/// </remarks>
[Plugin("relative-convergence")]
public sealed class RelativeConvergenceTrigger : IRefreshTrigger
{
    private readonly Rhythm _rhythm;
    private readonly double _remainingEnergy;

    /// <summary>Makes the trigger.</summary>
    /// <param name="options">Interval and bound.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public RelativeConvergenceTrigger(RelativeConvergenceOptions options)
    {
        options.Validate();
        _rhythm = new Rhythm(options.Interval, options.MinimumInterval);
        _remainingEnergy = options.RemainingNorm * options.RemainingNorm;
    }

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation)
    {
        if (_rhythm.IsDue(observation))
        {
            return RefreshCause.Interval;
        }

        // Everything is below a share of the infinite energy that stands for a refresh that there was not.
        var atRefresh = observation.RefreshProjectedEnergy;
        return !_rhythm.IsTooSoon(observation)
            && double.IsFinite(atRefresh)
            && observation.PreviousProjectedEnergy <= _remainingEnergy * atRefresh
            ? RefreshCause.Converged
            : RefreshCause.None;
    }
}
