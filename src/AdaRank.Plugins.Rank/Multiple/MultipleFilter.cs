using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Multiple;

/// <summary>Rounds ranks up to a multiple of a number.</summary>
/// <remarks>
/// Never below the proposal, so it captures no less: where the multiple is above the highest rank, the highest rank is
/// taken, multiple or not. Runs last.
/// </remarks>
[Plugin("multiple", After = ["hysteresis", "smoothing"])]
public sealed class MultipleFilter : IRankFilter
{
    private readonly int _of;

    /// <summary>Makes the filter.</summary>
    /// <param name="options">The number.</param>
    /// <exception cref="InvalidSettingException">The number is below 1.</exception>
    public MultipleFilter(MultipleOptions options)
    {
        options.Validate();
        _of = options.Of;
    }

    /// <inheritdoc/>
    public int Filter(in RankObservation observation, int proposed)
    {
        var multiple = ((proposed - 1L) / _of + 1) * _of;
        return (int)Math.Min(multiple, observation.Bounds.Highest);
    }
}
