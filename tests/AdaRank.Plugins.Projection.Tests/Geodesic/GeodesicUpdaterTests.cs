using AdaRank.Banks;
using AdaRank.Plugins.Projection.Geodesic;
using AdaRank.Projection;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.Geodesic;

public sealed class GeodesicUpdaterTests
{
    private static readonly PhiloxGaussianSource Source = new(8);

    [Fact]
    public void Sketch_OldBasis_IsTurnedInThePlaneOfTheLeadingTriple()
    {
        foreach (var (rows, columns) in new[] { (30L, 12L), (12L, 30L), (12L, 12L), (9L, 2L) })
        {
            var shortSide = (int)Math.Min(rows, columns);
            for (var rank = 1; rank < shortSide; rank++)
            {
                using var scope = NewDisposeScope();
                var (gradient, old) = (Subspace.Normal(rows, columns, 1), Subspace.Orthonormal(shortSide, rank, 2));

                var found = Turn(gradient, old, stepSize: 1e-3);

                var canonical = Subspace.Canonical(gradient);
                var tangent = 2 * (canonical - old.mm(old.t().mm(canonical))).mm(canonical.t()).mm(old);
                var (left, values, right) = linalg.svd(tangent, fullMatrices: false);
                var (u, s, v) = (left.narrow(1, 0, 1), values[0].item<double>(), right.narrow(0, 0, 1).t());
                var angle = 1e-3 * s;
                var expected = old + ((Math.Cos(angle) - 1) * old.mm(v).mm(v.t())) + (Math.Sin(angle) * u.mm(v.t()));
                Subspace.AssertClose(expected, found, 1e-11);
            }
        }
    }

    [Fact]
    public void Sketch_SmallSteps_LoseLessOfTheGradientEachTime()
    {
        foreach (var (rows, columns) in new[] { (40L, 15L), (15L, 40L), (15L, 15L) })
        {
            using var scope = NewDisposeScope();
            var (gradient, basis) = (Subspace.Normal(rows, columns, 3), Subspace.Orthonormal(15, 4, 4));
            var residual = Subspace.Residual(gradient, basis);
            var best = Subspace.Residual(gradient, Subspace.Exact(gradient, 4));
            var start = residual;

            for (var refresh = 0; refresh < 400; refresh++)
            {
                basis = Turn(gradient, basis, stepSize: 2e-3);
                var next = Subspace.Residual(gradient, basis);
                Assert.True(next <= residual + (1e-12 * start), $"refresh {refresh}: {residual:R} became {next:R}");
                residual = next;
            }

            Assert.True(residual - best < 0.05 * (start - best), $"from {start:g4} to {residual:g4}, where {best:g4} is the best there is");
        }
    }

    [Fact]
    public void Sketch_ManyTurns_StayOrthonormal()
    {
        using var scope = NewDisposeScope();
        var basis = Subspace.Orthonormal(20, 6, 4, ScalarType.Float32);

        for (var refresh = 0; refresh < 300; refresh++)
        {
            basis = Turn(Subspace.Normal(20, 50, refresh, ScalarType.Float32), basis, stepSize: 0.01);
            Assert.InRange(Gradients.OrthogonalityError(basis), 0, 1e-5);
        }
    }

    [Theory]
    [InlineData(3e-4, true)]
    [InlineData(5.5e-6, true)]
    [InlineData(4.5e-6, false)]
    [InlineData(1e-6, false)]
    [InlineData(-3e-4, true)]
    public void Sketch_BasisThatHasDrifted_IsMadeOrthonormalBeyondALimit(double drift, bool isMended)
    {
        using var scope = NewDisposeScope();

        // QᵀQ of a basis that is longer by half of the drift is off by the drift.
        var basis = Subspace.Orthonormal(12, 3, 2) * (1 + (drift / 2));

        var error = Gradients.OrthogonalityError(Turn(Subspace.Normal(12, 30, 1), basis, stepSize: 1e-9));

        Assert.Equal(isMended, error < 1e-12);
    }

    [Theory]
    [InlineData(0.9, true)]
    [InlineData(0.55, true)]
    [InlineData(0.45, false)]
    public void Sketch_DirectionThatLiesInsideInPart_IsFollowedOutsideOrNotAtAll(double share, bool isTurned)
    {
        using var scope = NewDisposeScope();

        // Of a basis longer by δ/2 and a gradient along q + ρ e the tangent is along ρ e - δ q.
        const double drift = 4e-6;
        var outside = drift * share / Math.Sqrt(1 - (share * share));
        var old = zeros([6, 1], ScalarType.Float64);
        old[0] = 1 + (drift / 2);
        var gradient = zeros([6, 9], ScalarType.Float64);
        gradient[0] = 1;
        gradient[3] = outside;
        var updater = new GeodesicUpdater(new GeodesicOptions { StepSize = 1e9, LargestAngle = 0.3 }, Source);

        var found = Subspace.Find(updater, gradient, 1, new BankMember("weight", 1, old)).Basis;

        var expected = old.clone();
        if (isTurned)
        {
            expected *= Math.Cos(0.3);
            expected[3] = Math.Sin(0.3);
        }

        Subspace.AssertClose(expected, found, isTurned ? 1e-4 : 0);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Sketch_ZeroGradient_LeavesTheBasis(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var old = Subspace.Orthonormal(12, 4, 2, dtype);

        var found = Subspace.Find(New(1), zeros([12, 30], dtype), 4, new BankMember("weight", 1, old)).Basis;

        Assert.True(found.eq(old).all().item<bool>());
    }

    [Fact]
    public void Make_OptionOutOfRange_IsRefused() =>
        Assert.Throws<InvalidSettingException>(() => new GeodesicUpdater(new GeodesicOptions { StepSize = 0 }, Source));

    [Fact]
    public void Sketch_SteepSlope_TurnsByTheLargestAngleOnly()
    {
        foreach (var largest in new[] { 0.3, Math.PI / 2 })
        {
            using var scope = NewDisposeScope();
            var (gradient, old) = (Subspace.Normal(12, 30, 1), Subspace.Orthonormal(12, 4, 2));
            var updater = new GeodesicUpdater(
                largest < 1 ? new GeodesicOptions { StepSize = 1e9, LargestAngle = largest } : new GeodesicOptions(), Source);

            var found = Subspace.Find(updater, gradient, 4, new BankMember("weight", 1, old)).Basis;

            // The smallest cosine between the two subspaces is that of the angle.
            Assert.Equal(Math.Cos(largest), linalg.svdvals(old.t().mm(found))[3].item<double>(), 10);
        }
    }

    [Fact]
    public void Sketch_DefaultStep_IsTenThousand()
    {
        using var scope = NewDisposeScope();
        var (gradient, old) = (Subspace.Normal(12, 30, 1) * 1e-4, Subspace.Orthonormal(12, 4, 2));

        var found = Subspace.Find(new GeodesicUpdater(new GeodesicOptions(), Source), gradient, 4, new BankMember("weight", 1, old)).Basis;

        Subspace.AssertClose(Turn(gradient, old, 10_000), found, 1e-14);
        Assert.True(linalg.svdvals(old.t().mm(found))[3].item<double>() < 1 - 1e-7);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 4)]
    [InlineData(ScalarType.Float64, 4)]
    [InlineData(ScalarType.Float32, 12)]
    public void Sketch_GradientInsideTheSubspace_LeavesItThere(ScalarType dtype, int rank)
    {
        using var scope = NewDisposeScope();
        var old = Subspace.Orthonormal(12, rank, 2, dtype);
        var gradient = old.mm(Subspace.Normal(rank, 30, 1, dtype));

        var found = Subspace.Find(new GeodesicUpdater(new GeodesicOptions(), Source), gradient, rank, new BankMember("weight", 1, old)).Basis;

        var error = Gradients.OrthogonalityError(found);
        Assert.True(error <= (dtype is ScalarType.Float32 ? 1e-5 : 1e-13), $"|QᵀQ - I| = {error:g3}");
    }

    [Theory]
    [InlineData(1e-15)]
    [InlineData(1e15)]
    public void Sketch_ExtremeGradients_TurnByTheSameAngle(double factor)
    {
        using var scope = NewDisposeScope();
        var (gradient, old) = (Subspace.Normal(12, 30, 1), Subspace.Orthonormal(12, 4, 2));

        var expected = Turn(gradient, old, stepSize: 1e-3);
        var actual = Turn((gradient * factor).to(ScalarType.Float32), old.to(ScalarType.Float32), stepSize: 1e-3 / factor / factor);

        Subspace.AssertClose(expected.to(ScalarType.Float32), actual, 1e-5);
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(6, 2)]
    public void Sketch_RankChanges_KeepsTheTurnedColumnsAndAddsOthersOfTheGradient(int oldRank, int rank)
    {
        using var scope = NewDisposeScope();
        var gradient = Gradients.WithSpectrum(12, 30, [8, 7, 6, 5, 4, 3], ScalarType.Float64);
        var old = Subspace.Exact(gradient, 6).narrow(1, 0, oldRank).contiguous();

        var found = Subspace.Find(New(1e-3), gradient, rank, new BankMember("weight", 1, old)).Basis;

        var shared = Math.Min(oldRank, rank);
        Subspace.AssertClose(old.narrow(1, 0, shared), found.narrow(1, 0, shared), 1e-12);
        Assert.True(Gradients.OrthogonalityError(found) < 1e-13);
        Assert.True(rank < oldRank || Subspace.Residual(gradient, found) < 1e-20);
    }

    [Theory]
    [InlineData(1e-25)]
    [InlineData(1e25)]
    public void Sketch_RankGrowsAtExtremeGradients_AddsOrthonormalColumns(double factor)
    {
        using var scope = NewDisposeScope();
        var (gradient, old) = ((Subspace.Normal(12, 30, 1) * factor).to(ScalarType.Float32), Subspace.Orthonormal(12, 2, 2, ScalarType.Float32));

        var found = Subspace.Find(New(1e-3 / factor / factor), gradient, 6, new BankMember("weight", 1, old)).Basis;

        Assert.True(Gradients.OrthogonalityError(found) < 1e-5);
    }

    [Fact]
    public void Sketch_FirstStep_TakesTheSingularVectors()
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            using var scope = NewDisposeScope();
            var gradient = Subspace.Normal(rows, columns, 3);
            var rank = (int)Math.Min(4, gradient.shape.Min());

            var found = Subspace.Find(New(1), gradient, rank);

            Subspace.AssertClose(Subspace.Projector(Subspace.Exact(gradient, rank)), Subspace.Projector(found.Basis));
        }
    }

    [Fact]
    public void Traits_Always_AreOrthonormalWithoutSpectrum() => Assert.Equal(BasisTraits.Orthonormal, New(1).Traits);

    private static GeodesicUpdater New(double stepSize) => new(new GeodesicOptions { StepSize = stepSize }, Source);

    private static Tensor Turn(Tensor gradient, Tensor old, double stepSize) =>
        Subspace.Find(New(stepSize), gradient, (int)old.shape[1], new BankMember("weight", 1, old)).Basis;
}
