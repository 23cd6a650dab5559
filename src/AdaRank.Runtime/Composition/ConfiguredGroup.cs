using AdaRank.Optimization;

namespace AdaRank.Composition;

/// <summary>What configuration says of a group; null and absent is no word on that.</summary>
/// <param name="Path">Where it stands.</param>
internal sealed record ConfiguredGroup(string Path)
{
    public int? Lowest { get; set; }

    public int? Highest { get; set; }

    public int? Stride { get; set; }

    public WeightPrecision? Weights { get; set; }

    public bool IsFullRank { get; set; }

    public ConfiguredPlugin? FullRankStep { get; set; }

    public List<(string Key, ConfiguredPlugin Plugin)> RankFilters { get; } = [];

    public ConfiguredPlugin? Refresh { get; set; }

    public ConfiguredPlugin? Basis { get; set; }

    public ConfiguredPlugin? Rank { get; set; }

    public ConfiguredPlugin? Transport { get; set; }

    public ConfiguredPlugin? Step { get; set; }

    public bool HasRanks => Lowest is not null || Highest is not null || Stride is not null;
}
