using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Sampling;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.RandomizedSvd;

/// <summary>Cholesky QR keeps the contract, too.</summary>
public sealed class RandomizedSvdCholeskyContractTests : ProjectionUpdaterContract<RandomizedSvdUpdater>
{
    /// <inheritdoc/>
    protected override RandomizedSvdUpdater Create() =>
        new(new RandomizedSvdOptions { Orthonormalisation = Orthonormalisation.CholeskyQr }, new PhiloxGaussianSource(5));
}
