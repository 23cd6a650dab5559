using AdaRank.Banks;
using AdaRank.Plugins.Projection.Coap;
using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Projection;
using AdaRank.Sampling;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Coap;

public sealed class CoapUpdaterTests
{
    private static readonly PhiloxGaussianSource Source = new(8);

    [Fact]
    public void Slope_AnyShapeAndRank_IsThatOfTheLoss()
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            var (shortSide, longSide) = ((int)Math.Min(rows, columns), Math.Max(rows, columns));
            for (var rank = 1; rank <= shortSide; rank += 3)
            {
                using var scope = NewDisposeScope();
                var canonical = Subspace.Canonical(Subspace.Normal(rows, columns, 1)).mul(3);
                var (basis, moment) = (Subspace.Normal(shortSide, rank, 2) * 0.4, Subspace.Normal(rank, longSide, 3) * 2);

                var slope = CorrelationLoss.Slope(canonical, basis, moment);

                const double h = 1e-5;
                for (var row = 0; row < shortSide; row++)
                {
                    for (var column = 0; column < rank; column++)
                    {
                        var nudge = zeros_like(basis);
                        nudge[row, column] = h;
                        var expected = (Loss(canonical, basis + nudge, moment) - Loss(canonical, basis - nudge, moment)) / (2 * h);
                        var allowed = 1e-6 * Math.Max(1, Math.Abs(expected));
                        Assert.InRange(slope[row, column].item<double>(), expected - allowed, expected + allowed);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Slope_ColumnOfZeros_CountsAsACosineOfZero(bool isOfMoment)
    {
        using var scope = NewDisposeScope();
        var (gradient, basis, moment) = (Subspace.Normal(6, 15, 1), Subspace.Normal(6, 3, 2), Subspace.Normal(3, 15, 3));
        (isOfMoment ? moment : gradient).narrow(1, 4, 1).zero_();

        var slope = CorrelationLoss.Slope(gradient, basis, moment);

        // The other columns have the same slopes as without it: the means are over one column more.
        var others = tensor(Enumerable.Range(0, 15).Where(column => column != 4).Select(column => (long)column).ToArray());
        var (kept, keptMoment) = (gradient.index_select(1, others), moment.index_select(1, others));
        var restored = basis.mm(keptMoment);
        var cosines = (restored * kept).sum(dim: 0) / (restored.norm(0) * kept.norm(0));
        var error = (basis.mm(basis.t().mm(gradient)) - gradient).square().mean();
        var agreement = ((kept / (restored.norm(0) * kept.norm(0))) - (restored * (cosines / restored.square().sum(dim: 0)))).mm(keptMoment.t());
        var errorSlope = ProjectionLoss.Slope(gradient, tensor(1.0), basis, penalty: 0) / (6 * 15);
        Subspace.AssertClose((errorSlope * (1 - (cosines.sum() / 15))) - (error * agreement / 15), slope, 1e-12);
    }

    [Fact]
    public void Slope_SmallGradient_IsThatOfTheLoss()
    {
        using var scope = NewDisposeScope();
        var (gradient, basis, moment) = (Subspace.Normal(6, 15, 1), Subspace.Normal(6, 3, 2) * 0.4, Subspace.Normal(3, 15, 3));

        // The error is quadratic in the gradient and the cosines do not know its size.
        Subspace.AssertClose(
            CorrelationLoss.Slope(gradient, basis, moment) * 1e-8, CorrelationLoss.Slope(gradient * 1e-4, basis, moment), 1e-12);
    }

    [Fact]
    public void Follow_SlopeBeyondTheRangeOfTheType_LeavesTheBasis()
    {
        using var scope = NewDisposeScope();
        var basis = Subspace.Orthonormal(6, 3, 2);

        Follow(new CoapOptions { Interval = 1 }, Subspace.Normal(6, 15, 1) * 1e200, basis, Subspace.Normal(3, 15, 3), step: 1);

        Subspace.AssertClose(Subspace.Orthonormal(6, 3, 2), basis, 0);
    }

    [Theory]
    [InlineData(30, 12)]
    [InlineData(12, 30)]
    public void Commit_AnyBasis_FollowsTheSignRule(int rows, int columns)
    {
        using var scope = NewDisposeScope();

        var found = Subspace.Find(New(), Subspace.Normal(rows, columns, 1), 6, new BankMember("weight", 1, Subspace.Orthonormal(12, 6, 2)));

        Assert.True(found.Basis.gather(0, found.Basis.abs().argmax(0, keepdim: true)).gt(0).all().item<bool>());
    }

    [Fact]
    public void Make_OptionOutOfRange_IsRefused() =>
        Assert.Throws<InvalidSettingException>(() => new CoapUpdater(new CoapOptions { Interval = 0 }, Source));

    [Theory]
    [InlineData(1e-2, false)]
    [InlineData(1, true)]
    public void Follow_EachInterval_MovesByTheClippedSlope(double factor, bool isClipped)
    {
        foreach (var (rows, columns) in new[] { (15L, 6L), (6L, 15L), (6L, 6L) })
        {
            using var scope = NewDisposeScope();
            var gradient = Subspace.Normal(rows, columns, 1) * factor;
            var (basis, moment) = (Subspace.Normal(6, 3, 2), Subspace.Normal(3, Math.Max(rows, columns), 3));
            var before = basis.clone();

            for (var step = 1; step < 64; step++)
            {
                Follow(new CoapOptions(), gradient, basis, moment, step == 32 ? 33 : step);
            }

            Assert.True(basis.eq(before).all().item<bool>());
            Follow(new CoapOptions(), gradient, basis, moment, step: 64);

            var slope = CorrelationLoss.Slope(Subspace.Canonical(gradient), before, moment);
            var norm = slope.norm().item<double>();
            Assert.Equal(isClipped, norm > 1);
            Subspace.AssertClose(before - (0.1 * slope * Math.Min(1, 1 / norm)), basis, 1e-14);
        }
    }

    [Fact]
    public void Follow_AgainAndAgain_LowersTheLoss()
    {
        using var scope = NewDisposeScope();
        var gradient = Subspace.Normal(8, 20, 1);
        var basis = Subspace.Orthonormal(8, 3, 2);
        var moment = basis.t().mm(gradient);
        var loss = Loss(gradient, basis, moment);
        var start = loss;

        for (var move = 0; move < 200; move++)
        {
            Follow(new CoapOptions { Interval = 1, Rate = 0.02 }, gradient, basis, moment, step: 1);
            var next = Loss(gradient, basis, moment);
            Assert.True(next <= loss * (1 + 1e-12), $"move {move}: {loss:R} became {next:R}");
            loss = next;
        }

        Assert.True(loss < 0.9 * start);
    }

    [Fact]
    public void Follow_NoMomentumOrGradient_LeavesABasisOfNumbers()
    {
        using var scope = NewDisposeScope();
        var basis = Subspace.Orthonormal(6, 3, 2);

        Follow(new CoapOptions { Interval = 1 }, zeros([6, 15], ScalarType.Float64), basis, zeros([3, 15], ScalarType.Float64), step: 1);

        Subspace.AssertClose(Subspace.Orthonormal(6, 3, 2), basis, 1e-14);
    }

    [Fact]
    public void Sketch_OldBasis_IsRecalibratedByTheSingularVectorsOfOnePowerStep()
    {
        foreach (var (rows, columns) in new[] { (30L, 12L), (12L, 30L), (12L, 12L) })
        {
            for (var rank = 1; rank <= 12; rank += 3)
            {
                using var scope = NewDisposeScope();
                var (gradient, old) = (Subspace.Normal(rows, columns, 1), Subspace.Normal(12, rank, 2));

                var found = Subspace.Find(New(), gradient, rank, new BankMember("weight", 1, old));

                var native = Subspace.Canonical(gradient).t();
                var right = linalg.svd(linalg.qr(native.mm(old)).Q.t().mm(native), fullMatrices: false);
                Subspace.AssertClose(right.Vh.t().abs(), found.Basis.abs(), 1e-9);
                Subspace.AssertClose(right.S.square(), tensor(found.Energies), 1e-10);
            }
        }
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    public void Sketch_RankChanges_StartsAtWhatThereIs(int oldRank, int rank)
    {
        using var scope = NewDisposeScope();
        var (gradient, old) = (Subspace.Normal(10, 25, 1), Subspace.Orthonormal(10, oldRank, 2));

        var found = Subspace.Find(New(), gradient, rank, new BankMember("weight", 4, old));

        var numbers = new double[10 * Math.Max(0, rank - oldRank)];
        Source.Fill("weight", 4, numbers);
        var start = rank < oldRank ? old.narrow(1, 0, rank) : cat([old, tensor(numbers, [10, rank - oldRank])], 1);
        var expected = linalg.qr(gradient.mm(linalg.qr(gradient.t().mm(start)).Q)).Q;
        Subspace.AssertClose(Subspace.Projector(expected), Subspace.Projector(found.Basis), 1e-9);
    }

    [Fact]
    public void Sketch_FirstBasis_IsTheSingularVectors()
    {
        using var scope = NewDisposeScope();
        var gradient = Subspace.Normal(12, 30, 3);

        var found = Subspace.Find(New(), gradient, 4);

        Subspace.AssertClose(Subspace.Projector(Subspace.Exact(gradient, 4)), Subspace.Projector(found.Basis));
    }

    [Fact]
    public void Traits_Always_PromiseNothing()
    {
        Assert.Equal(BasisTraits.None, New().Traits);
        Assert.True(New().NeedsFirstMoment);
        Assert.Empty(New().BasisStateNames);
    }

    private static CoapUpdater New() => new(new CoapOptions(), Source);

    /// <summary>The loss at full size.</summary>
    private static double Loss(Tensor canonical, Tensor basis, Tensor moment)
    {
        var error = (basis.mm(basis.t().mm(canonical)) - canonical).square().mean();
        var restored = basis.mm(moment);
        var cosines = (restored * canonical).sum(dim: 0) / (restored.square().sum(dim: 0).sqrt() * canonical.square().sum(dim: 0).sqrt());
        return (error * (1 - cosines.mean())).item<double>();
    }

    private static void Follow(CoapOptions options, Tensor gradient, Tensor basis, Tensor moment, long step)
    {
        var shape = new BankShape(gradient.shape[0], gradient.shape[1], ScalarType.Float64);
        var member = new BucketMember("weight", zeros_like(gradient), basis, [moment], Step: step + 7) { SubspaceStep = step, FirstMoment = moment };
        new CoapUpdater(options, Source).Follow(
            new BucketView(shape, (int)basis.shape[1], [member]), new GradientView.Full(shape, [gradient]), [[]], new StepScalars(0.1, 0));
    }
}
