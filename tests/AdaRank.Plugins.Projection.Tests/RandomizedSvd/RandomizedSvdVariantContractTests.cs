using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Sampling;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.RandomizedSvd;

/// <summary>The cheapest sketch that the options allow keeps the contract, too.</summary>
public sealed class RandomizedSvdVariantContractTests : ProjectionUpdaterContract<RandomizedSvdUpdater>
{
    /// <inheritdoc/>
    protected override RandomizedSvdUpdater Create() =>
        new(new RandomizedSvdOptions { Oversampling = 0, PowerIterations = 0 }, new PhiloxGaussianSource(5));
}
