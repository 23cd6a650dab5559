using AdaRank.Plugins.Projection.Keep;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class KeepTransportContractTests : MomentTransportContract<KeepTransport>;
