using AdaRank.Banks;
using AdaRank.Plugins.Steps.Sumo;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Steps;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Sumo;

public sealed class SumoStepTests
{
    public static TheoryData<int, int, string, SumoMomentum, double> Situations()
    {
        var situations = new TheoryData<int, int, string, SumoMomentum, double>();
        foreach (var (rows, columns, dtype) in Shapes.Select(shape => shape.Data))
        {
            situations.Add(rows, columns, dtype, SumoMomentum.Sum, 0);
            situations.Add(rows, columns, dtype, SumoMomentum.Mean, 0.3);
        }

        return situations;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void Step_ManyTimes_FollowsTheFormula(int rows, int columns, string dtype, SumoMomentum momentum, double perpendicular)
    {
        using var scope = NewDisposeScope();
        var options = new SumoOptions { Decay = 0.8, Momentum = momentum, Scale = 0.5, PerpendicularScale = perpendicular };
        var driver = new StepDriver(new SumoStep(options), rows, columns, dtype);
        var (weight, moment) = (driver.Start.clone(), zeros([2, Math.Max(rows, columns)], ScalarType.Float64));

        for (var step = 1; step <= 7; step++)
        {
            var scalars = new StepScalars(0.1 / step, 0.3);
            var gradient = driver.NewGradient(step);
            var before = driver.Basis;
            driver.Take(gradient, scalars, step == 4 ? driver.NewBasis(seed: 40) : null);
            var basis = driver.Basis;
            moment = step == 4 ? basis.t().mm(before).mm(moment) : moment;
            var projected = basis.t().mm(gradient);
            moment = (moment * 0.8) + (projected * (momentum is SumoMomentum.Sum ? 1 : 1 - 0.8));
            var (left, _, right) = linalg.svd(moment, fullMatrices: false);
            var update = (basis.mm(left.mm(right)) * 0.5) + ((gradient - basis.mm(projected)) * perpendicular);
            weight = (weight * (1 - (scalars.LearningRate * 0.3))) - (update * scalars.LearningRate);

            AssertMovedAlike(driver, weight, dtype);
            AssertClose(projected.square().sum(), tensor(driver.ProjectedEnergy), dtype);
            AssertClose(moment, driver.State("m"), dtype);
            AssertClose(tensor(Math.Sqrt(2)), driver.State("prev").squeeze(), dtype);
        }
    }

    [Theory]
    [InlineData(2e-6, 2)]
    [InlineData(1.1e-6, 2)]
    [InlineData(0.9e-6, 1)]
    [InlineData(0.0, 1)]
    public void Step_MomentOfFewDirections_MovesInTheseOnly(double smallest, int expectedRank)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new SumoStep(new SumoOptions()), 4, 7, "fp64");
        var gradient = zeros([4, 7], ScalarType.Float64);
        gradient[0, 3] = -3;
        gradient[1, 5] = 3 * smallest;

        driver.Take(gradient, new StepScalars(0.25, 0), eye(4, 2, ScalarType.Float64));

        var moved = (driver.Weight - driver.Start) / -0.25;
        Assert.Equal(-1, moved[0, 3].item<double>(), 1e-9);
        Assert.Equal(expectedRank - 1, moved[1, 5].item<double>(), 1e-9);
        Assert.Equal(expectedRank, moved.square().sum().item<double>(), 1e-9);
        Assert.Equal(Math.Sqrt(expectedRank), driver.State("prev").item<double>(), 1e-12);
    }

    [Fact]
    public void Step_RankOfTheMomentGrows_IsLimited()
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new SumoStep(new SumoOptions()), 4, 7, "fp64", rank: 3);
        var (one, three) = (zeros([4, 7], ScalarType.Float64), zeros([4, 7], ScalarType.Float64));
        one[0, 0] = 1;
        three[1, 1] = three[2, 2] = 1;

        driver.Take(one, new StepScalars(1, 0), eye(4, 3, ScalarType.Float64));
        var before = driver.Weight;
        driver.Take(three, new StepScalars(1, 0));

        // From √1 to √3 is more than 1.1 allows.
        var moved = driver.Weight - before;
        Assert.Equal(1.1, Item(moved.norm()), 1e-6);
        Assert.Equal(1.1, driver.State("prev").item<double>(), 1e-6);
    }

    [Fact]
    public void Step_ZeroGradients_MoveNothing()
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new SumoStep(new SumoOptions { PerpendicularScale = 1 }), 7, 4, "fp32");

        driver.Take(zeros([4, 7], ScalarType.Float64), new StepScalars(1, 0));

        Assert.True(driver.Weight.eq(driver.Start).all().item<bool>());
        Assert.Equal(0, driver.State("prev").item<double>());
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-5)]
    public void Step_IllConditionedMomentInSinglePrecision_StaysOrthonormal(double smallest)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new SumoStep(new SumoOptions()), 4, 9, "fp32");
        var rows = Orthonormal(9, 2, seed: 8).t();
        var mixed = Orthonormal(2, 2, seed: 9).mm(tensor(new[] { 1, smallest }).unsqueeze(1) * rows);

        driver.Take(driver.Basis.mm(mixed), new StepScalars(1, 0));

        // A Gram matrix in fp32 would have lost the smaller direction altogether.
        var direction = driver.Basis.t().mm(driver.Start - driver.Weight);
        Assert.True(Largest(direction.mm(direction.t()) - eye(2, dtype: ScalarType.Float64)) < 1e-5);
    }

    [Fact]
    public void Needs_WithoutPerpendicularPart_AreNothing()
    {
        ILowRankStep inside = new SumoStep(new SumoOptions());
        ILowRankStep whole = new SumoStep(new SumoOptions { PerpendicularScale = 0.1 });

        Assert.Equal((BasisTraits.None, GradientForms.Full | GradientForms.Projected), (inside.Needs, inside.Accepts));
        Assert.Equal((BasisTraits.Orthonormal, GradientForms.Full), (whole.Needs, whole.Accepts));
    }

    [Fact]
    public void State_Always_HasNoSecondMoment()
    {
        var slots = new SumoStep(new SumoOptions { FirstMoment = StateEncoding.BFloat16 }).State.Slots;

        Assert.Equal([("m", StateRole.FirstMoment), ("prev", StateRole.Carried)], slots.Select(slot => (slot.Name, slot.Role)));
        Assert.Equal((StateEncoding.BFloat16, 0.95, 0.0), (slots[0].Encoding, slots[0].Decay, slots[1].Decay));
        Assert.Single(new SumoStep(new SumoOptions { Gamma = 0 }).State.Slots);
    }

    [Fact]
    public void Options_Untouched_AreThePapers()
    {
        var options = new SumoOptions();

        Assert.Equal((0.95, SumoMomentum.Sum, 1.0, 0.0, 1.1), (options.Decay, options.Momentum, options.Scale, options.PerpendicularScale, options.Gamma));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt()
    {
        Refuse("decay is 1", new SumoOptions { Decay = 1 });
        Refuse("momentum is 9", new SumoOptions { Momentum = (SumoMomentum)9 });
        Refuse("scale is 0", new SumoOptions { Scale = 0 });
        Refuse("perpendicular scale is -1", new SumoOptions { PerpendicularScale = -1 });
        Refuse("gamma is 0.9", new SumoOptions { Gamma = 0.9 });
        Refuse("first moment is 9", new SumoOptions { FirstMoment = (StateEncoding)9 });

        static void Refuse(string message, SumoOptions options) => Assert.StartsWith(
            message, Assert.Throws<InvalidSettingException>(() => new SumoStep(options)).Message, StringComparison.Ordinal);
    }
}
