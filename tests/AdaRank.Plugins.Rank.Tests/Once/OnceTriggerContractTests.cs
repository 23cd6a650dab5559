using AdaRank.Plugins.Rank.Once;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Once;

public sealed class OnceTriggerContractTests : RefreshTriggerContract<OnceTrigger>;
