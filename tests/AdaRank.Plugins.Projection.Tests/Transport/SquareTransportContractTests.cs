using AdaRank.Plugins.Projection.Square;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class SquareTransportContractTests : MomentTransportContract<SquareTransport>;
