using AdaRank.Plugins.Projection.Coordinates;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Coordinates;

public sealed class CoordinatesUpdaterContractTests : ProjectionUpdaterContract<CoordinatesUpdater>;
