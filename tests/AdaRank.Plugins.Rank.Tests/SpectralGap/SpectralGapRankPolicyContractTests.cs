using AdaRank.Plugins.Rank.SpectralGap;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.SpectralGap;

public sealed class SpectralGapRankPolicyContractTests : RankPolicyContract<SpectralGapRankPolicy>;
