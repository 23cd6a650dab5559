using AdaRank.Plugins.Steps.Fira;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.Fira;

public sealed class FiraStepContractTests : LowRankStepContract<FiraStep>;
