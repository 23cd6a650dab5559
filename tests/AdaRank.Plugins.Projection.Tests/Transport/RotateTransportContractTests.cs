using AdaRank.Plugins.Projection.Rotate;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class RotateTransportContractTests : MomentTransportContract<RotateTransport>;
