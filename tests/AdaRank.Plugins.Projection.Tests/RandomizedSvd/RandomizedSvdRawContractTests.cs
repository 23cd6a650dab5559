using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Sampling;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.RandomizedSvd;

/// <summary>The columns of the range finder as they come keep the contract, too.</summary>
public sealed class RandomizedSvdRawContractTests : ProjectionUpdaterContract<RandomizedSvdUpdater>
{
    /// <inheritdoc/>
    protected override RandomizedSvdUpdater Create() =>
        new(new RandomizedSvdOptions { Basis = BasisKind.Raw, Oversampling = 0 }, new PhiloxGaussianSource(5));
}
