using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Testing;

namespace AdaRank.Plugins.Steps.Tests.Apollo;

public sealed class ApolloStepContractTests : LowRankStepContract<ApolloStep>;
