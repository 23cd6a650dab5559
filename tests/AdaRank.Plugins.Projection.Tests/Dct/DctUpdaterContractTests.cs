using AdaRank.Plugins.Projection.Dct;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Dct;

public sealed class DctUpdaterContractTests : ProjectionUpdaterContract<DctUpdater>;
