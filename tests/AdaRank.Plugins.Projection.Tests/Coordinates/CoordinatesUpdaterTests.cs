using AdaRank.Banks;
using AdaRank.Plugins.Projection.Coordinates;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Coordinates;

public sealed class CoordinatesUpdaterTests
{
    [Fact]
    public void Sketch_AnyShapeAndRank_TakesTheRowsOfMostEnergy()
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            using var scope = NewDisposeScope();
            var gradient = Subspace.Normal(rows, columns, 4);
            var canonical = Subspace.Canonical(gradient);
            var size = (int)canonical.shape[0];
            var energies = canonical.square().sum(1).data<double>().ToArray();
            var order = Enumerable.Range(0, size).OrderByDescending(row => energies[row]).ToArray();
            for (var rank = 1; rank <= size; rank++)
            {
                var found = Subspace.Find(New(isRandom: false), gradient, rank);

                Subspace.AssertClose(eye(size, dtype: ScalarType.Float64).index_select(1, tensor(order[..rank])), found.Basis, 0);
                Subspace.AssertClose(tensor(order[..rank].Select(row => energies[row]).ToArray()), tensor(found.Energies), 1e-12);
            }
        }
    }

    [Fact]
    public void Sketch_EqualEnergies_TakesTheFirstRows()
    {
        using var scope = NewDisposeScope();

        var found = Subspace.Find(New(isRandom: false), ones([5, 8], ScalarType.Float64), 2);

        Subspace.AssertClose(eye(5, 2, dtype: ScalarType.Float64), found.Basis, 0);
    }

    [Fact]
    public void Sketch_RowsOfZeros_AreBelowTheNumericalRank()
    {
        using var scope = NewDisposeScope();
        var gradient = zeros([6, 9], ScalarType.Float64);
        gradient[2] = 1;
        gradient[4] = 3;

        var found = Subspace.Find(New(isRandom: false), gradient, 5);

        Assert.Equal(2, found.NumericalRank);
        Assert.Equal([81.0, 9.0, 0, 0, 0], found.Energies.Select(energy => Math.Round(energy, 9)));
    }

    [Fact]
    public void Sketch_Random_DrawsDistinctRowsThatChangeFromDrawToDraw()
    {
        using var scope = NewDisposeScope();
        var gradient = Subspace.Normal(20, 50, 4);
        var taken = zeros([20], ScalarType.Float64);
        const int draws = 400;

        for (var draw = 0; draw < draws; draw++)
        {
            var basis = Subspace.Find(New(isRandom: true), gradient, 5, new BankMember("weight", draw, null)).Basis;
            Assert.Equal(0, Gradients.OrthogonalityError(basis));
            taken += basis.sum(1);
        }

        // Each row is taken in a quarter of the draws; five deviations of that are chance.
        var allowed = 5 * Math.Sqrt(draws * 0.25 * 0.75);
        Assert.All(taken.data<double>().ToArray(), count => Assert.InRange(count, (draws / 4) - allowed, (draws / 4) + allowed));
    }

    [Fact]
    public void Sketch_Random_TakesTheRowsOfTheSmallestNumbersDrawn()
    {
        using var scope = NewDisposeScope();
        var updater = new CoordinatesUpdater(new CoordinatesOptions { Random = true }, new CountingSource());

        var found = Subspace.Find(updater, Subspace.Normal(6, 9, 4), 2, new BankMember("weight", 3, null));

        // The source counts upwards.
        Subspace.AssertClose(eye(6, 2, dtype: ScalarType.Float64), found.Basis, 0);
    }

    [Theory]
    [InlineData(false, BasisTraits.Orthonormal | BasisTraits.Spectrum)]
    [InlineData(true, BasisTraits.Orthonormal)]
    public void Traits_RandomRows_AreNoSpectrum(bool isRandom, BasisTraits expected) => Assert.Equal(expected, New(isRandom).Traits);

    private static CoordinatesUpdater New(bool isRandom) => new(new CoordinatesOptions { Random = isRandom }, new PhiloxGaussianSource(3));
}
