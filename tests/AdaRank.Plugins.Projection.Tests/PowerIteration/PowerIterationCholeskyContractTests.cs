using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Plugins.Projection.PowerIteration;
using AdaRank.Sampling;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.PowerIteration;

/// <summary>Cholesky QR, the least oversampling and another iteration keep the contract, too.</summary>
public sealed class PowerIterationCholeskyContractTests : ProjectionUpdaterContract<PowerIterationUpdater>
{
    /// <inheritdoc/>
    protected override PowerIterationUpdater Create() => new(
        new PowerIterationOptions { Orthonormalisation = Orthonormalisation.CholeskyQr, Oversampling = 4, ExtraIterations = 1 },
        new PhiloxGaussianSource(5));
}
