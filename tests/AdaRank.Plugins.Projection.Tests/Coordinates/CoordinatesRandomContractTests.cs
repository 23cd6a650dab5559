using AdaRank.Plugins.Projection.Coordinates;
using AdaRank.Sampling;
using AdaRank.Testing;

namespace AdaRank.Plugins.Projection.Tests.Coordinates;

/// <summary>Rows drawn at random keep the contract, too.</summary>
public sealed class CoordinatesRandomContractTests : ProjectionUpdaterContract<CoordinatesUpdater>
{
    /// <inheritdoc/>
    protected override CoordinatesUpdater Create() => new(new CoordinatesOptions { Random = true }, new PhiloxGaussianSource(5));
}
