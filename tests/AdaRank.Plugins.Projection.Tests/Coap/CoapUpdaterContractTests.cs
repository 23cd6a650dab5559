using AdaRank.Plugins.Projection.Coap;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Coap;

public sealed class CoapUpdaterContractTests : OnlineProjectionContract<CoapUpdater>;
