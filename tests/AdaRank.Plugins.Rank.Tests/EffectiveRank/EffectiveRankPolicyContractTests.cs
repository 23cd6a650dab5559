using AdaRank.Plugins.Rank.EffectiveRank;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.EffectiveRank;

public sealed class EffectiveRankPolicyContractTests : RankPolicyContract<EffectiveRankPolicy>;
