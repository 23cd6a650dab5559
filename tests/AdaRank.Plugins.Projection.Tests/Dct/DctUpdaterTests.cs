using AdaRank.Plugins.Projection.Dct;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Dct;

public sealed class DctUpdaterTests
{
    [Fact]
    public void Sketch_FullRank_IsTheWholeCosineBasisByEnergy()
    {
        foreach (var (rows, columns) in new[] { (7L, 20L), (20L, 7L), (8L, 8L), (1L, 5L), (6L, 1100L) })
        {
            using var scope = NewDisposeScope();
            var gradient = Subspace.Normal(rows, columns, 4);
            var canonical = Subspace.Canonical(gradient);
            var size = (int)canonical.shape[0];

            var found = Subspace.Find(new DctUpdater(), gradient, size);

            var cosines = zeros([size, size], ScalarType.Float64);
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column < size; column++)
                {
                    var weight = Math.Sqrt((column == 0 ? 1.0 : 2.0) / size);
                    cosines[row, column] = weight * Math.Cos(Math.PI * ((2 * row) + 1) * column / (2.0 * size));
                }
            }

            var energies = cosines.t().mm(canonical).square().sum(1).data<double>().ToArray();
            var order = Enumerable.Range(0, size).OrderByDescending(column => energies[column]).ToArray();
            Subspace.AssertClose(cosines.index_select(1, tensor(order)), found.Basis, 1e-13);
            Subspace.AssertClose(tensor(order.Select(column => energies[column]).ToArray()), tensor(found.Energies), 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Sketch_LowRank_CapturesMoreThanAnyOtherColumnsOfTheBasis(int rank)
    {
        using var scope = NewDisposeScope();
        var gradient = Subspace.Normal(9, 40, 4);
        var every = Subspace.Find(new DctUpdater(), gradient, 9);

        var found = Subspace.Find(new DctUpdater(), gradient, rank);

        Assert.Equal(every.Energies[..rank], found.Energies);
        Assert.Equal(every.Energies[..rank].Sum(), Gradients.Energy(found.Basis.t().mm(gradient)), 9);
    }

    [Fact]
    public void Sketch_GradientOfFewCosines_HasTheirNumericalRank()
    {
        using var scope = NewDisposeScope();
        var cosines = Subspace.Find(new DctUpdater(), Subspace.Normal(10, 30, 4), 10).Basis;
        var gradient = cosines.narrow(1, 3, 2).mm(Subspace.Normal(2, 30, 5)).to(ScalarType.Float32);

        var found = Subspace.Find(new DctUpdater(), gradient, 6);

        Assert.Equal(2, found.NumericalRank);
    }

    [Fact]
    public void Sketch_SquaresBeyondSinglePrecision_HaveEnergies()
    {
        using var scope = NewDisposeScope();

        var found = Subspace.Find(new DctUpdater(), full([6, 9], 1e25, ScalarType.Float32), 2);

        // The first cosine is the mean of a column, by √6.
        Assert.Equal(6 * 9, found.Energies[0] / 1e50, 1e-4);
    }

    [Fact]
    public void Sketch_LargeMatrixInSinglePrecision_IsOrthonormal()
    {
        using var scope = NewDisposeScope();

        var found = Subspace.Find(new DctUpdater(), Subspace.Normal(500, 600, 4, ScalarType.Float32), 300);

        Assert.True(Gradients.OrthogonalityError(found.Basis) <= 1e-6);
    }
}
