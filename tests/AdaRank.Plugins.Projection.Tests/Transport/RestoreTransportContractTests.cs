using AdaRank.Plugins.Projection.Restore;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Transport;

public sealed class RestoreTransportContractTests : MomentTransportContract<RestoreTransport>;
