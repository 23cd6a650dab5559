using AdaRank.Plugins.Projection.ExactSvd;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.ExactSvd;

public sealed class ExactSvdUpdaterContractTests : ProjectionUpdaterContract<ExactSvdUpdater>;
