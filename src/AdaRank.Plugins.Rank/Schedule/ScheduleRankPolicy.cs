using AdaRank.Plugins.Rank.Candidates;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Schedule;

/// <summary>Moves the rank from one value to another between two steps, whatever the gradient is.</summary>
/// <remarks>
/// With x = (t - start) / (end - start), clamped to [0, 1], the rank is the candidate within the bounds that is nearest to
/// the value of <see cref="ScheduleShape"/> at x; of two equally near ones the larger. A rank changes at a refresh only, so
/// the refresh trigger decides how closely the schedule is followed. Needs no spectrum.
/// </remarks>
[Plugin("schedule")]
public sealed class ScheduleRankPolicy : IRankPolicy
{
    private readonly int? _from;
    private readonly int? _to;
    private readonly long _start;
    private readonly double _length;
    private readonly ScheduleShape _shape;

    /// <summary>Makes the policy.</summary>
    /// <param name="options">Ranks, steps and shape.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range, or the end is not after the start.</exception>
    public ScheduleRankPolicy(ScheduleOptions options)
    {
        options.Validate();
        (_from, _to) = (options.From, options.To);
        (_start, _length) = (options.StartStep, options.EndStep - options.StartStep);
        _shape = options.Shape;
    }

    /// <inheritdoc/>
    public bool NeedsSpectrum => false;

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation)
    {
        var bounds = observation.Bounds;
        double from = _from ?? bounds.Highest;
        double to = _to ?? bounds.Lowest;
        var way = Math.Clamp((observation.Step - _start) / _length, 0, 1);
        return RankCandidates.Nearest(bounds, _shape switch
        {
            ScheduleShape.Exponential => from * Math.Pow(to / from, way),
            ScheduleShape.Cosine => from + ((to - from) * (1 - Math.Cos(Math.PI * way)) / 2),
            _ => from + ((to - from) * way),
        });
    }
}
