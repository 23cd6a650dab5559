using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Hysteresis;

/// <summary>Keeps the rank in use unless the proposal is further away from it than a margin.</summary>
/// <remarks>
/// With r the rank in use and p the proposal: r while |p - r| ≤ max(absolute margin, relative margin · r), else p. A rank
/// change reallocates the moments of a matrix, and small ones follow the noise of a sketch. p is taken where r is outside
/// the bounds, or there is none yet.
/// </remarks>
[Plugin("hysteresis")]
public sealed class HysteresisFilter : IRankFilter
{
    private readonly double _relativeMargin;
    private readonly int _absoluteMargin;

    /// <summary>Makes the filter.</summary>
    /// <param name="options">The margins.</param>
    /// <exception cref="InvalidSettingException">A margin is negative.</exception>
    public HysteresisFilter(HysteresisOptions options)
    {
        options.Validate();
        (_relativeMargin, _absoluteMargin) = (options.RelativeMargin, options.AbsoluteMargin);
    }

    /// <inheritdoc/>
    public int Filter(in RankObservation observation, int proposed)
    {
        var current = observation.CurrentRank;
        var margin = Math.Max(_absoluteMargin, _relativeMargin * current);
        var mayStay = current >= observation.Bounds.Lowest && current <= observation.Bounds.Highest;
        return mayStay && Math.Abs(proposed - current) <= margin ? current : proposed;
    }
}
