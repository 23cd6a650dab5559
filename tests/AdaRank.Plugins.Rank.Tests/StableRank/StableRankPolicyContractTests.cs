using AdaRank.Plugins.Rank.StableRank;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.StableRank;

public sealed class StableRankPolicyContractTests : RankPolicyContract<StableRankPolicy>;
