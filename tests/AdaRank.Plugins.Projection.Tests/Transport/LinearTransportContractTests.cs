using AdaRank.Plugins.Projection.Linear;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class LinearTransportContractTests : MomentTransportContract<LinearTransport>;
