using AdaRank.Plugins.Steps.LDAdam;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.LDAdam;

public sealed class LDAdamStepContractTests : LowRankStepContract<LDAdamStep>;
