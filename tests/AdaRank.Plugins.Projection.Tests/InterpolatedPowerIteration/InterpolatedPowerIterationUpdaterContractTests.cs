using AdaRank.Plugins.Projection.InterpolatedPowerIteration;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.InterpolatedPowerIteration;

public sealed class InterpolatedPowerIterationUpdaterContractTests : ProjectionUpdaterContract<InterpolatedPowerIterationUpdater>;
