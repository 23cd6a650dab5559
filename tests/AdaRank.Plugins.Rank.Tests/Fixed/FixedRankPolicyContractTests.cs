using AdaRank.Plugins.Rank.Fixed;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Fixed;

public sealed class FixedRankPolicyContractTests : RankPolicyContract<FixedRankPolicy>;
