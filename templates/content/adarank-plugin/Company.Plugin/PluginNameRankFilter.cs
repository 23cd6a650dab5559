using AdaRank.Plugins;
using AdaRank.Rank;

namespace Company.Plugin;

/// <summary>Lets the rank fall by a limited share at a refresh.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameRankFilter : IRankFilter
{
    /// <summary>Share of the rank in use that is kept at least.</summary>
    [Tunable(0, 1)]
    public double Kept { get; init; } = 0.5;

    /// <inheritdoc/>
    public int Filter(in RankObservation observation, int proposed)
    {
        var least = (int)Math.Ceiling(Kept * observation.CurrentRank);
        return Math.Clamp(Math.Max(proposed, least), observation.Bounds.Lowest, observation.Bounds.Highest);
    }
}
