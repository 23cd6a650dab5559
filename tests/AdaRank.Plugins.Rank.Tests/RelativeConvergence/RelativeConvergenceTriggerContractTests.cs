using AdaRank.Plugins.Rank.RelativeConvergence;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.RelativeConvergence;

public sealed class RelativeConvergenceTriggerContractTests : RefreshTriggerContract<RelativeConvergenceTrigger>;
