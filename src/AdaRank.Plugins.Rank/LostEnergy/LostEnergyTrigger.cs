using AdaRank.Plugins.Rank.Interval;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.LostEnergy;

/// <summary>
/// A new subspace every T steps, and sooner when the subspace captures a smaller share of the gradient than it did right
/// after the last refresh.
/// </summary>
/// <remarks>
/// With the captured share c = ‖Â‖²/‖A‖² of method.md eq. 8.1: c_t &lt; (1 - x) c_refresh. The relative form of the second
/// bound of eq. 6.4, with no share to be guessed that any subspace of this rank can reach. Needs an orthonormal basis. A
/// gradient of zero says nothing about a share.
/// </remarks>
[Plugin("lost-energy")]
public sealed class LostEnergyTrigger : IRefreshTrigger
{
    private readonly Rhythm _rhythm;
    private readonly double _kept;

    /// <summary>Makes the trigger.</summary>
    /// <param name="options">Interval and bound.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public LostEnergyTrigger(LostEnergyOptions options)
    {
        options.Validate();
        _rhythm = new Rhythm(options.Interval, options.MinimumInterval);
        _kept = 1 - options.Loss;
    }

    /// <inheritdoc/>
    public RefreshMeasures Needs => RefreshMeasures.Captured;

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation)
    {
        if (_rhythm.IsDue(observation))
        {
            return RefreshCause.Interval;
        }

        // Of a gradient of zero, and where nothing was executed, the share is NaN, which is below nothing.
        var now = observation.PreviousProjectedEnergy / observation.PreviousGradientEnergy;
        var atRefresh = observation.RefreshProjectedEnergy / observation.RefreshGradientEnergy;
        return !_rhythm.IsTooSoon(observation) && now < _kept * atRefresh ? RefreshCause.LostGradient : RefreshCause.None;
    }
}
