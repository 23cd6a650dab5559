using AdaRank.Plugins.Rank.EffectiveRank;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.EffectiveRank;

/// <summary>The contract with the other distribution.</summary>
public sealed class EffectiveRankOfEnergiesContractTests : RankPolicyContract<EffectiveRankPolicy>
{
    /// <inheritdoc/>
    protected override EffectiveRankPolicy Create() => new(new EffectiveRankOptions { OfEnergies = true });
}
