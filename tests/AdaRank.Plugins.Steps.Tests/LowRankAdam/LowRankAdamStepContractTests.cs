using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.LowRankAdam;

public sealed class LowRankAdamStepContractTests : LowRankStepContract<LowRankAdamStep>;
