using AdaRank.Banks;
using AdaRank.Plugins.Projection.RandomOrthonormal;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.RandomOrthonormal;

public sealed class RandomOrthonormalUpdaterTests
{
    private static readonly PhiloxGaussianSource Source = new(8);

    [Fact]
    public void Commit_AnyShapeAndRank_IsTheQrFactorOfTheNumbersDrawn()
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            var shortSide = (int)Math.Min(rows, columns);
            for (var rank = 1; rank <= shortSide; rank++)
            {
                using var scope = NewDisposeScope();
                var found = Subspace.Find(new RandomOrthonormalUpdater(Source), Subspace.Normal(rows, columns, 1), rank, new BankMember("w", 5, null));

                var numbers = new double[shortSide * rank];
                Source.Fill("w", 5, numbers);
                var drawn = tensor(numbers, [shortSide, rank]);
                var triangle = found.Basis.t().mm(drawn);
                Assert.True(Gradients.OrthogonalityError(found.Basis) < 1e-13);
                Subspace.AssertClose(drawn, found.Basis.mm(triangle.triu()));
                Assert.True(triangle.diagonal().gt(0).all().item<bool>());
            }
        }
    }

    [Fact]
    public void Commit_OtherGradient_GivesTheSameBasis()
    {
        using var scope = NewDisposeScope();
        var updater = new RandomOrthonormalUpdater(Source);

        var one = Subspace.Find(updater, Subspace.Normal(8, 20, 1), 3).Basis;
        var other = Subspace.Find(updater, Subspace.Normal(8, 20, 2), 3).Basis;

        Assert.True(one.eq(other).all().item<bool>());
    }

    [Fact]
    public void Traits_Always_AreOrthonormalWithoutSpectrum() =>
        Assert.Equal(BasisTraits.Orthonormal, new RandomOrthonormalUpdater(Source).Traits);
}
