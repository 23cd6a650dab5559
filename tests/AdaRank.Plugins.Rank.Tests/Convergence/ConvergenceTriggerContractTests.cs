using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Convergence;

public sealed class ConvergenceTriggerContractTests : RefreshTriggerContract<ConvergenceTrigger>;
