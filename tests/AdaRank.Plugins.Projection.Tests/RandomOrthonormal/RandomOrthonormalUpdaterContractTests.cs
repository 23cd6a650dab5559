using AdaRank.Plugins.Projection.RandomOrthonormal;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.RandomOrthonormal;

public sealed class RandomOrthonormalUpdaterContractTests : ProjectionUpdaterContract<RandomOrthonormalUpdater>;
