using AdaRank.Plugins.Rank.Smoothing;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Smoothing;

public sealed class SmoothingFilterContractTests : RankFilterContract<SmoothingFilter>;
