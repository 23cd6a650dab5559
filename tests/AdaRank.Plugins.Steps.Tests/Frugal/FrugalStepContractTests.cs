using AdaRank.Plugins.Steps.Frugal;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.Frugal;

public sealed class FrugalStepContractTests : LowRankStepContract<FrugalStep>;
