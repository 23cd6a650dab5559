using AdaRank.Banks;
using AdaRank.Plugins.Projection.Gaussian;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Gaussian;

public sealed class GaussianUpdaterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    public void Commit_Rank_IsTheTransposeOfARowMajorMatrixOverItsRoot(int rank)
    {
        using var scope = NewDisposeScope();
        var source = new CountingSource();

        var found = Subspace.Find(new GaussianUpdater(source), Subspace.Normal(9, 6, 1), rank, new BankMember("layer.weight", 3, null), highest: 6);

        Assert.Equal([("layer.weight", 3L, rank * 6)], source.Asked);
        for (var row = 0; row < 6; row++)
        {
            for (var column = 0; column < rank; column++)
            {
                Assert.Equal((3000 + (column * 6) + row + 1) / Math.Sqrt(rank), found.Basis[row, column].item<double>(), 9);
            }
        }
    }

    [Fact]
    public void Regenerate_OverAnotherBasis_WritesTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        var bank = new BankView(new BankShape(9, 6, ScalarType.Float64), [new BankMember("layer.weight", 3, null)]);
        var (first, second) = (zeros([6, 4], ScalarType.Float64), ones([6, 4], ScalarType.Float64));
        var updater = new GaussianUpdater(new CountingSource());

        updater.Regenerate(bank, [first]);
        updater.Regenerate(bank, [second]);

        Assert.True(first.eq(second).all().item<bool>());
    }

    [Fact]
    public void Commit_ManyDraws_ProjectOnTheIdentityInTheMean()
    {
        using var scope = NewDisposeScope();
        var updater = new GaussianUpdater(new PhiloxGaussianSource(4));
        var (sum, gradient) = (zeros([8, 8], ScalarType.Float64), Subspace.Normal(8, 20, 1));
        const int draws = 2000;

        for (var draw = 0; draw < draws; draw++)
        {
            sum += Subspace.Projector(Subspace.Find(updater, gradient, 4, new BankMember("weight", draw, null)).Basis);
        }

        // The entries' deviation is √(2/4) on the diagonal; five times that over the root of the number of draws is chance.
        var error = ((sum / draws) - eye(8, dtype: ScalarType.Float64)).abs().max().item<double>();
        Assert.True(error < 5 * Math.Sqrt(0.5 / draws), $"the mean of Q Qᵀ is off by {error:g3}");
    }

    [Fact]
    public void Traits_Always_PromiseNothing() => Assert.Equal(BasisTraits.None, new GaussianUpdater(new PhiloxGaussianSource(4)).Traits);
}
