using AdaRank.Plugins.Projection.PowerIteration;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.PowerIteration;

public sealed class PowerIterationUpdaterContractTests : ProjectionUpdaterContract<PowerIterationUpdater>;
