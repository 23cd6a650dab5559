using AdaRank.Plugins.Steps.Flora;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.Flora;

public sealed class FloraStepContractTests : LowRankStepContract<FloraStep>;
