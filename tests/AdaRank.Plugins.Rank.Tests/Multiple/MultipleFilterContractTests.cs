using AdaRank.Plugins.Rank.Multiple;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Multiple;

public sealed class MultipleFilterContractTests : RankFilterContract<MultipleFilter>;
