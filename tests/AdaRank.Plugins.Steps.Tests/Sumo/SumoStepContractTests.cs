using AdaRank.Plugins.Steps.Sumo;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.Sumo;

public sealed class SumoStepContractTests : LowRankStepContract<SumoStep>;
