using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.EnergyThreshold;

public sealed class EnergyThresholdRankPolicyContractTests : RankPolicyContract<EnergyThresholdRankPolicy>;
