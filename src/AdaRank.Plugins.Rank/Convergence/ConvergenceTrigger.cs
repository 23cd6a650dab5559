using AdaRank.Plugins.Rank.Interval;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Convergence;

/// <summary>
/// A new subspace every T steps, and sooner when the projected gradient has converged or no longer represents the
/// gradient.
/// </summary>
/// <remarks>AdaRankGrad (arXiv 2410.17881); method.md eq. 6.2 to 6.4.</remarks>
[Plugin("convergence")]
public sealed class ConvergenceTrigger : IRefreshTrigger
{
    private readonly Rhythm _rhythm;
    private readonly double _convergedEnergy;
    private readonly double _capturedShare;

    /// <summary>Makes the trigger.</summary>
    /// <param name="options">Interval and bounds.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public ConvergenceTrigger(ConvergenceOptions options)
    {
        options.Validate();
        _rhythm = new Rhythm(options.Interval, options.MinimumInterval);
        _convergedEnergy = options.ConvergedNorm * options.ConvergedNorm;
        _capturedShare = options.CapturedShare;
    }

    /// <summary>The captured share, if it is asked for: needs an orthonormal basis.</summary>
    public RefreshMeasures Needs => _capturedShare > 0 ? RefreshMeasures.Captured : RefreshMeasures.None;

    /// <inheritdoc/>
    public RefreshCause Examine(in RefreshObservation observation)
    {
        if (_rhythm.IsDue(observation))
        {
            return RefreshCause.Interval;
        }

        if (_rhythm.IsTooSoon(observation))
        {
            return RefreshCause.None;
        }

        var projected = observation.PreviousProjectedEnergy;
        if (projected <= _convergedEnergy)
        {
            return RefreshCause.Converged;
        }

        // Nothing was executed before the first step: infinite energies say nothing about a share.
        return _capturedShare > 0 && double.IsFinite(projected) && projected <= _capturedShare * observation.PreviousGradientEnergy
            ? RefreshCause.LostGradient
            : RefreshCause.None;
    }
}
