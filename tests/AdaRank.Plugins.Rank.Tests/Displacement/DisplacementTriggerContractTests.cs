using AdaRank.Plugins.Rank.Displacement;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Displacement;

public sealed class DisplacementTriggerContractTests : RefreshTriggerContract<DisplacementTrigger>;
