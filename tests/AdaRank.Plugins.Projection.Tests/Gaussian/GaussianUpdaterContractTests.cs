using AdaRank.Plugins.Projection.Gaussian;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Gaussian;

public sealed class GaussianUpdaterContractTests : RegeneratedProjectionContract<GaussianUpdater>;
