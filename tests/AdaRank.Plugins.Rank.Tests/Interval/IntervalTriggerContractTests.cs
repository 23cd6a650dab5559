using AdaRank.Plugins.Rank.Interval;
using AdaRank.Testing;

namespace AdaRank.Plugins.Rank.Tests.Interval;

public sealed class IntervalTriggerContractTests : RefreshTriggerContract<IntervalTrigger>;
