using AdaRank.Plugins.Projection.Reset;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class ResetTransportContractTests : MomentTransportContract<ResetTransport>;
