using AdaRank.Banks;
using AdaRank.Plugins.Projection.InterpolatedPowerIteration;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.InterpolatedPowerIteration;

public sealed class InterpolatedPowerIterationUpdaterTests
{
    private static readonly PhiloxGaussianSource Source = new(8);

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(0.4)]
    public void Sketch_MomentumAndGradient_IsAPowerStepOnTheirBlend(double? share)
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            var (shortSide, longSide) = ((int)Math.Min(rows, columns), Math.Max(rows, columns));
            for (var rank = 1; rank <= shortSide; rank++)
            {
                using var scope = NewDisposeScope();
                var gradient = Subspace.Normal(rows, columns, 1);
                var old = Subspace.Orthonormal(shortSide, rank, 2);
                var moment = Subspace.Normal(rank, longSide, 3);
                var options = share is { } given ? new InterpolatedPowerIterationOptions { MomentumShare = given } : new();
                var member = new BankMember("weight", 4, old) { Step = 5, FirstMoment = moment, FirstMomentCorrection = 0.3 };

                var found = Subspace.Find(new InterpolatedPowerIterationUpdater(options, Source), gradient, rank, member);

                var rho = share ?? 0.908;
                var blend = (rho * old.mm(moment) / 0.3) + ((1 - rho) * Subspace.Canonical(gradient));
                var iterated = blend.mm(blend.t()).mm(old);
                Subspace.AssertClose(GramSchmidt(iterated), found.Basis, 1e-7);
                Assert.True(found.Basis.t().mm(iterated).diagonal().gt(0).all().item<bool>());
            }
        }
    }

    [Fact]
    public void Sketch_NoMomentumInTheBlend_ConvergesToTheSingularVectors()
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(30, 12, [.. Enumerable.Range(0, 12).Select(index => Math.Pow(2, -index))], ScalarType.Float64);
        var updater = new InterpolatedPowerIterationUpdater(new InterpolatedPowerIterationOptions { MomentumShare = 0 }, Source);
        var basis = Subspace.Orthonormal(12, 4, 2);

        for (var refresh = 1; refresh <= 30; refresh++)
        {
            basis = Subspace.Find(updater, gradient, 4, new BankMember("weight", refresh, basis)).Basis;
        }

        Subspace.AssertClose(Subspace.Projector(Subspace.Exact(gradient, 4)), Subspace.Projector(basis));
    }

    [Fact]
    public void Sketch_FirstStep_TakesTheSingularVectors()
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            using var scope = NewDisposeScope();
            var gradient = Subspace.Normal(rows, columns, 3);
            var rank = (int)Math.Min(4, gradient.shape.Min());

            var found = Subspace.Find(New(), gradient, rank);

            Subspace.AssertClose(Subspace.Projector(Subspace.Exact(gradient, rank)), Subspace.Projector(found.Basis));
        }
    }

    [Fact]
    public void Sketch_RankMayGrow_AddsRandomColumnsToTheStart()
    {
        using var scope = NewDisposeScope();
        var (gradient, old, moment) = (Subspace.Normal(10, 25, 1), Subspace.Orthonormal(10, 2, 2), Subspace.Normal(2, 25, 3));
        var member = new BankMember("weight", 4, old) { FirstMoment = moment, FirstMomentCorrection = 0.5 };

        var found = Subspace.Find(New(), gradient, 5, member);

        var numbers = new double[10 * 3];
        Source.Fill("weight", 4, numbers);
        var start = cat([old, tensor(numbers, [10, 3])], 1);
        var blend = (0.908 * old.mm(moment) / 0.5) + (0.092 * gradient);
        Subspace.AssertClose(GramSchmidt(blend.mm(blend.t()).mm(start)), found.Basis, 1e-8);
    }

    [Fact]
    public void Sketch_RankMustFall_StartsAtTheFirstColumns()
    {
        using var scope = NewDisposeScope();
        var (gradient, old, moment) = (Subspace.Normal(10, 25, 1), Subspace.Orthonormal(10, 6, 2), Subspace.Normal(6, 25, 3));
        var member = new BankMember("weight", 4, old) { FirstMoment = moment, FirstMomentCorrection = 0.5 };

        var found = Subspace.Find(New(), gradient, 3, member);

        var blend = (0.908 * old.mm(moment) / 0.5) + (0.092 * gradient);
        Subspace.AssertClose(GramSchmidt(blend.mm(blend.t()).mm(old.narrow(1, 0, 3))), found.Basis, 1e-8);
    }

    [Theory]
    [InlineData(1e-20)]
    [InlineData(1e20)]
    public void Sketch_ExtremeGradients_StayWithinTheRangeOfSinglePrecision(double factor)
    {
        using var scope = NewDisposeScope();
        var (gradient, old) = (Subspace.Normal(10, 25, 1), Subspace.Orthonormal(10, 3, 2));

        var expected = Subspace.Find(New(), gradient, 3, new BankMember("weight", 4, old)).Basis;
        var actual = Subspace.Find(
            New(), (gradient * factor).to(ScalarType.Float32), 3, new BankMember("weight", 4, old.to(ScalarType.Float32))).Basis;

        Subspace.AssertClose(expected.to(ScalarType.Float32), actual, 1e-4);
    }

    [Fact]
    public void Sketch_NoStepInTheMomentum_TakesTheGradientAlone()
    {
        using var scope = NewDisposeScope();
        var (gradient, old) = (Subspace.Normal(10, 25, 1), Subspace.Orthonormal(10, 3, 2));
        var member = new BankMember("weight", 4, old) { FirstMoment = zeros([3, 25], ScalarType.Float64), FirstMomentCorrection = 0 };

        var found = Subspace.Find(New(), gradient, 3, member);

        Subspace.AssertClose(GramSchmidt(gradient.mm(gradient.t()).mm(old)), found.Basis, 1e-8);
    }

    [Fact]
    public void Make_OptionOutOfRange_IsRefused() => Assert.Throws<InvalidSettingException>(
        () => new InterpolatedPowerIterationUpdater(new InterpolatedPowerIterationOptions { MomentumShare = 1 }, Source));

    [Fact]
    public void Traits_Always_AreOrthonormalWithoutSpectrum()
    {
        Assert.Equal(BasisTraits.Orthonormal, New().Traits);
        Assert.True(New().NeedsFirstMoment);
    }

    private static InterpolatedPowerIterationUpdater New() => new(new InterpolatedPowerIterationOptions(), Source);

    /// <summary>Column after column, twice over.</summary>
    private static Tensor GramSchmidt(Tensor columns)
    {
        List<Tensor> found = [];
        for (var index = 0; index < columns.shape[1]; index++)
        {
            var column = columns.narrow(1, index, 1);
            for (var round = 0; round < 2; round++)
            {
                column = found.Aggregate(column, (rest, basis) => rest - basis.mm(basis.t().mm(rest)));
                column = column / column.norm();
            }

            found.Add(column);
        }

        return cat(found, 1);
    }
}
