using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Smoothing;

/// <summary>Goes a share of the way from the rank in use to the proposal.</summary>
/// <remarks>
/// With r the rank in use and p the proposal: r + round(share · (p - r)), halves away from r, but at least one unit
/// towards p, so that a proposal that stays is reached. Kept within the bounds; p where there is no rank yet. Runs after
/// "hysteresis": before it, small steps would be ignored for ever.
/// </remarks>
[Plugin("smoothing", After = ["hysteresis"])]
public sealed class SmoothingFilter : IRankFilter
{
    private readonly double _share;

    /// <summary>Makes the filter.</summary>
    /// <param name="options">The share of the way.</param>
    /// <exception cref="InvalidSettingException">The share is not in (0, 1].</exception>
    public SmoothingFilter(SmoothingOptions options)
    {
        options.Validate();
        _share = options.Share;
    }

    /// <inheritdoc/>
    public int Filter(in RankObservation observation, int proposed)
    {
        var current = observation.CurrentRank;
        if (current == 0)
        {
            return proposed;
        }

        var way = proposed - current;
        var units = Math.Max(1, (int)Math.Round(_share * Math.Abs(way), MidpointRounding.AwayFromZero));
        return Math.Clamp(current + (Math.Sign(way) * units), observation.Bounds.Lowest, observation.Bounds.Highest);
    }
}
