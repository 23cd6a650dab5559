using AdaRank.Plugins;

namespace AdaRank.Rank;

/// <summary>Changes what a rank policy has chosen: hysteresis, smoothing, rounding to sizes that a device likes.</summary>
/// <remarks>
/// Slot "rank-filter": a chain behind the rank policy of a group, in the order of <see cref="PluginAttribute.After"/> and
/// <see cref="PluginAttribute.Before"/>. Pure and thread-safe; what it remembers is the rank in use.
/// </remarks>
[PluginSlot("rank-filter", 1, 0)]
public interface IRankFilter
{
    /// <summary>Takes a proposal over, or another rank in its place.</summary>
    /// <param name="observation">What the policy saw.</param>
    /// <param name="proposed">The rank so far, within the bounds.</param>
    /// <returns>A rank within the bounds, both ends included.</returns>
    int Filter(in RankObservation observation, int proposed);
}
