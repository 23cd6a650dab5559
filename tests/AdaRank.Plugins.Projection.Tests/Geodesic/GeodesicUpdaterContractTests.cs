using AdaRank.Plugins.Projection.Geodesic;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Geodesic;

public sealed class GeodesicUpdaterContractTests : ProjectionUpdaterContract<GeodesicUpdater>;
