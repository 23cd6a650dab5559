using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.OnlineDescent;

public sealed class OnlineDescentUpdaterContractTests : OnlineProjectionContract<OnlineDescentUpdater>;
