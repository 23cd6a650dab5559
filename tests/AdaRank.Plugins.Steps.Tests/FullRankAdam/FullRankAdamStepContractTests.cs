using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.FullRankAdam;

public sealed class FullRankAdamStepContractTests : FullRankStepContract<FullRankAdamStep>;
