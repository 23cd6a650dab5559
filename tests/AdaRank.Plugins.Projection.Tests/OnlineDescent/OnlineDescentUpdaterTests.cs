using AdaRank.Banks;
using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Projection;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.OnlineDescent;

public sealed class OnlineDescentUpdaterTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Slope_AnyShapeAndRank_IsThatOfTheLoss(double penalty)
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            var shortSide = (int)Math.Min(rows, columns);
            for (var rank = 1; rank <= shortSide; rank += 3)
            {
                using var scope = NewDisposeScope();
                var (canonical, basis) = (Subspace.Canonical(Subspace.Normal(rows, columns, 1)).mul(7), Subspace.Normal(shortSide, rank, 2));
                basis = basis / basis.norm();

                var slope = ProjectionLoss.Slope(canonical, canonical.norm(), basis, penalty);

                // Central differences of the loss, which is a polynomial of degree four: the error is of the order of h².
                const double h = 1e-5;
                for (var row = 0; row < shortSide; row++)
                {
                    for (var column = 0; column < rank; column++)
                    {
                        var nudge = zeros_like(basis);
                        nudge[row, column] = h;
                        var expected = (Loss(canonical, basis + nudge, penalty) - Loss(canonical, basis - nudge, penalty)) / (2 * h);
                        Assert.Equal(expected, slope[row, column].item<double>(), 7);
                    }
                }
            }
        }
    }

    [Fact]
    public void Follow_Sgd_MovesAgainstTheSlopeByTheScaledRate()
    {
        foreach (var (rows, columns) in new[] { (15L, 6L), (6L, 15L), (6L, 6L) })
        {
            using var scope = NewDisposeScope();
            var run = new Run(new OnlineDescentOptions { Method = DescentMethod.Sgd, Rate = 0.2, Penalty = 0.5 }, rows, columns);
            var before = run.Basis.clone();

            run.Follow(step: 2, rateScale: 0.25);

            var canonical = Subspace.Canonical(run.Gradient);
            var expected = before - (0.2 * 0.25 * ProjectionLoss.Slope(canonical, canonical.norm(), before, 0.5));
            Subspace.AssertClose(expected, run.Basis, 1e-14);
        }
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e9)]
    public void Follow_GradientOfAnySize_MovesAlike(double factor)
    {
        using var scope = NewDisposeScope();
        var (run, scaled) = (new Run(new OnlineDescentOptions(), 6, 15), new Run(new OnlineDescentOptions(), 6, 15));
        var start = run.Basis.clone();
        scaled.Gradient = scaled.Gradient * factor;

        run.Follow(step: 2);
        scaled.Follow(step: 2);

        Assert.False(run.Basis.eq(start).all().item<bool>());
        Subspace.AssertClose(run.Basis, scaled.Basis, 1e-12);
    }

    [Fact]
    public void Follow_Default_IsAdamOfTheSlopeCorrectedByTheNumberOfUpdates()
    {
        using var scope = NewDisposeScope();
        var run = new Run(new OnlineDescentOptions(), 6, 15);
        var expected = run.Basis.clone();
        var (m, v) = (new double[6 * 3], new double[6 * 3]);

        for (var step = 1; step <= 5; step++)
        {
            run.Follow(step);
            if (step == 1)
            {
                continue;
            }

            var slope = ProjectionLoss.Slope(run.Gradient, run.Gradient.norm(), expected, 0).data<double>().ToArray();
            var moved = expected.data<double>().ToArray();
            for (var entry = 0; entry < slope.Length; entry++)
            {
                m[entry] = (0.9 * m[entry]) + (0.1 * slope[entry]);
                v[entry] = (0.999 * v[entry]) + (0.001 * slope[entry] * slope[entry]);
                var (mean, square) = (m[entry] / (1 - Math.Pow(0.9, step - 1)), v[entry] / (1 - Math.Pow(0.999, step - 1)));
                moved[entry] -= 0.005 * mean / (Math.Sqrt(square) + 1e-8);
            }

            expected = tensor(moved, [6, 3]);
            Subspace.AssertClose(expected, run.Basis, 1e-12);
            Subspace.AssertClose(tensor(m, [6, 3]), run.State[0], 1e-12);
            Subspace.AssertClose(tensor(v, [6, 3]), run.State[1], 1e-12);
        }
    }

    [Theory]
    [InlineData(DescentMethod.Adam)]
    [InlineData(DescentMethod.Sgd)]
    public void Follow_ManySteps_LosesLessOfTheGradient(DescentMethod method)
    {
        using var scope = NewDisposeScope();
        var run = new Run(new OnlineDescentOptions { Method = method, Rate = method is DescentMethod.Adam ? 0.002 : 0.05 }, 30, 10);
        var start = Loss(Subspace.Canonical(run.Gradient), run.Basis, 0);
        var best = Subspace.Residual(run.Gradient, Subspace.Exact(run.Gradient, 3)) / Gradients.Energy(run.Gradient);

        for (var step = 1; step <= 1000; step++)
        {
            run.Follow(step);
        }

        var end = Loss(Subspace.Canonical(run.Gradient), run.Basis, 0);
        Assert.True(end - best < 0.1 * (start - best), $"from {start:g3} to {end:g3}, where {best:g3} is the best there is");
    }

    [Theory]
    [InlineData(DescentMethod.Adam)]
    [InlineData(DescentMethod.Sgd)]
    public void Follow_FirstStepOfASubspace_LeavesTheBasisAlone(DescentMethod method)
    {
        using var scope = NewDisposeScope();
        var run = new Run(new OnlineDescentOptions { Method = method }, 6, 15);
        var before = run.Basis.clone();

        run.Follow(step: 1);

        Assert.True(run.Basis.eq(before).all().item<bool>());
        Assert.All(run.State, tensor => Assert.Equal(0, Gradients.Energy(tensor)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e300)] // Its norm is no finite number.
    public void Follow_GradientWithoutANorm_LeavesBasisAndStateAlone(double entry)
    {
        using var scope = NewDisposeScope();
        var run = new Run(new OnlineDescentOptions { Penalty = 1 }, 6, 15);
        run.Follow(step: 2);
        var before = new[] { run.Basis.clone(), run.State[0].clone(), run.State[1].clone() };
        run.Gradient = full([6, 15], entry, ScalarType.Float64);

        run.Follow(step: 3);

        Assert.True(run.Basis.eq(before[0]).all().item<bool>());
        Assert.True(run.State[0].eq(before[1]).all().item<bool>());
        Assert.True(run.State[1].eq(before[2]).all().item<bool>());
    }

    [Fact]
    public void BasisStateNames_Sgd_AreNone()
    {
        Assert.Equal(["basis_m", "basis_v"], new OnlineDescentUpdater(new OnlineDescentOptions()).BasisStateNames);
        Assert.Empty(new OnlineDescentUpdater(new OnlineDescentOptions { Method = DescentMethod.Sgd }).BasisStateNames);
        Assert.Equal(BasisTraits.None, new OnlineDescentUpdater(new OnlineDescentOptions()).Traits);
    }

    [Fact]
    public void Sketch_FirstBasis_IsTheSingularVectors()
    {
        foreach (var (rows, columns) in Subspace.Shapes)
        {
            using var scope = NewDisposeScope();
            var gradient = Subspace.Normal(rows, columns, 3);
            var rank = (int)Math.Min(4, gradient.shape.Min());

            var found = Subspace.Find(new OnlineDescentUpdater(new OnlineDescentOptions()), gradient, rank);

            Subspace.AssertClose(Subspace.Projector(Subspace.Exact(gradient, rank)), Subspace.Projector(found.Basis));
            Assert.True(found.Basis.gather(0, found.Basis.abs().argmax(0, keepdim: true)).gt(0).all().item<bool>());
        }
    }

    [Fact]
    public void Make_OptionOutOfRange_IsRefused() =>
        Assert.Throws<InvalidSettingException>(() => new OnlineDescentUpdater(new OnlineDescentOptions { Rate = 0 }));

    /// <summary>l(P) by forming the residual.</summary>
    private static double Loss(Tensor canonical, Tensor basis, double penalty)
    {
        var unit = canonical / canonical.norm();
        var gram = basis.t().mm(basis) - eye(basis.shape[1], dtype: basis.dtype);
        return Gradients.Energy(unit - basis.mm(basis.t().mm(unit))) + (penalty * Gradients.Energy(gram));
    }

    private sealed class Run
    {
        private readonly OnlineDescentUpdater _updater;

        public Run(OnlineDescentOptions options, long rows, long columns)
        {
            _updater = new OnlineDescentUpdater(options);
            Gradient = Subspace.Normal(rows, columns, 5);
            Basis = Subspace.Orthonormal(Math.Min(rows, columns), 3, 6);
            State = [.. _updater.BasisStateNames.Select(_ => zeros_like(Basis))];
        }

        public Tensor Gradient { get; set; }

        public Tensor Basis { get; }

        public IReadOnlyList<Tensor> State { get; }

        public void Follow(long step, double rateScale = 1)
        {
            var shape = new BankShape(Gradient.shape[0], Gradient.shape[1], ScalarType.Float64);
            var member = new BucketMember("weight", zeros_like(Gradient), Basis, [], Step: 100 + step) { SubspaceStep = step };
            _updater.Follow(
                new BucketView(shape, 3, [member]), new GradientView.Full(shape, [Gradient]), [State], new StepScalars(0.1, 0, rateScale));
        }
    }
}
