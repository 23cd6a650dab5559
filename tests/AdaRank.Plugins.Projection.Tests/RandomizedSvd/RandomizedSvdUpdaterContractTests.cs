using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.RandomizedSvd;

public sealed class RandomizedSvdUpdaterContractTests : ProjectionUpdaterContract<RandomizedSvdUpdater>;
