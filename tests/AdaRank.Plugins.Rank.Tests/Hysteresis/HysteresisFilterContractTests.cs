using AdaRank.Plugins.Rank.Hysteresis;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Hysteresis;

public sealed class HysteresisFilterContractTests : RankFilterContract<HysteresisFilter>;
