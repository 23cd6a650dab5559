using AdaRank.Banks;
using AdaRank.Plugins.Steps.Frugal;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Projection;
using AdaRank.Steps;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Frugal;

public sealed class FrugalStepTests
{
    public static TheoryData<int, int, string, FrugalFreePart, double, bool> Situations()
    {
        var situations = new TheoryData<int, int, string, FrugalFreePart, double, bool>();
        foreach (var (rows, columns, dtype) in Shapes.Select(shape => shape.Data))
        {
            situations.Add(rows, columns, dtype, FrugalFreePart.Sign, 0.3, true);
            situations.Add(rows, columns, dtype, FrugalFreePart.Residual, 0.3, false);
            situations.Add(rows, columns, dtype, FrugalFreePart.Sign, 0, false);
        }

        return situations;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void Step_ManyTimes_FollowsTheFormula(int rows, int columns, string dtype, FrugalFreePart part, double freeScale, bool restarts)
    {
        using var scope = NewDisposeScope();
        var options = new FrugalOptions
        {
            Beta1 = 0.8,
            Beta2 = 0.95,
            Epsilon = 1e-9,
            Scale = 0.5,
            FreePart = part,
            FreeScale = freeScale,
            RestartBias = restarts,
        };
        var driver = new StepDriver(new FrugalStep(options), rows, columns, dtype);
        var (adam, weight, since) = (new AdamFormula(0.8, 0.95, 1e-9), driver.Start.clone(), 0);

        for (var step = 1; step <= 7; step++)
        {
            var scalars = new StepScalars(0.1 / step, 0.3);
            var gradient = driver.NewGradient(step, step * 0.7);
            var before = driver.Basis;
            driver.Take(gradient, scalars, step == 4 ? driver.NewBasis(seed: 40) : null);
            var basis = driver.Basis;
            since++;
            if (step == 4)
            {
                adam.Turn(basis.t().mm(before));
                since = 1;
            }

            var projected = basis.t().mm(gradient);
            var direction = adam.Direction(projected, restarts ? since : step);
            var residual = gradient - basis.mm(projected);
            var update = (basis.mm(direction) * 0.5) + ((part is FrugalFreePart.Sign ? residual.sign() : residual) * freeScale);
            weight = (weight * (1 - (scalars.LearningRate * 0.3))) - (update * scalars.LearningRate);

            AssertMovedAlike(driver, weight, dtype);
            AssertClose(projected.square().sum(), tensor(driver.ProjectedEnergy), dtype);
        }
    }

    [Theory]
    [InlineData(FrugalFreePart.Sign)]
    [InlineData(FrugalFreePart.Residual)]
    public void Step_FullBasis_IsAdam(FrugalFreePart part)
    {
        using var scope = NewDisposeScope();
        var frugal = new StepDriver(new FrugalStep(new FrugalOptions { FreePart = part, RestartBias = false }), 7, 4, "fp32", rank: 4);
        var adam = new StepDriver(new LowRankAdamStep(new LowRankAdamOptions()), 7, 4, "fp32", rank: 4);

        for (var step = 1; step <= 3; step++)
        {
            frugal.Take(frugal.NewGradient(step), new StepScalars(0.1, 0.1));
            adam.Take(adam.NewGradient(step), new StepScalars(0.1, 0.1));
        }

        Assert.True(frugal.Weight.eq(adam.Weight).all().item<bool>());
    }

    [Theory]
    [InlineData("fp32", 3, 0, 1)]
    [InlineData("fp32", 4.5, 1, 1)]
    [InlineData("fp32", 5, 1, 1)]
    [InlineData("fp32", -5, -1, 1)]
    [InlineData("fp32", 5, 1, 1e-15)]
    [InlineData("fp64", 3, 0, 1)]
    [InlineData("fp64", 4.5, 1, 1)]
    [InlineData("fp64", 5, 1, 1)]
    [InlineData("fp64", 5, 1, 1e-15)]
    public void Step_EntryOutsideNearRounding_HasASignOnlyBeyondIt(string dtype, double epsilons, int expected, double size)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FrugalStep(new FrugalOptions()), 4, 7, dtype);
        var gradient = zeros([4, 7], ScalarType.Float64);
        gradient[0, 0] = size;
        gradient[3, 0] = size * epsilons * Math.Pow(2, dtype is "fp64" ? -52 : -23);
        var start = driver.Start[3, 0].item<double>();

        driver.Take(gradient, new StepScalars(0.25, 0), eye(4, 2, ScalarType.Float64));

        Assert.Equal(-0.25 * expected, driver.Weight[3, 0].item<double>() - start, 1e-6);
        Assert.Equal(driver.Start[2, 1].item<double>(), driver.Weight[2, 1].item<double>());
    }

    [Theory]
    [InlineData("fp32", 3, 0)]
    [InlineData("fp32", 5, 1)]
    [InlineData("fp64", 3, 0)]
    [InlineData("fp64", 5, 1)]
    public void Step_EntryNearTheRoundingOfALargeOneOutside_HasASignOnlyBeyondIt(string dtype, double epsilons, int expected)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FrugalStep(new FrugalOptions()), 4, 7, dtype);
        var gradient = zeros([4, 7], ScalarType.Float64);
        gradient[2, 0] = 1;
        gradient[3, 0] = epsilons * Math.Pow(2, dtype is "fp64" ? -52 : -23);
        var start = driver.Start[3, 0].item<double>();

        driver.Take(gradient, new StepScalars(0.25, 0), eye(4, 2, ScalarType.Float64));

        Assert.Equal(-0.25 * expected, driver.Weight[3, 0].item<double>() - start, 1e-6);
    }

    [Theory]
    [InlineData("fp32", 1.1e-38, 0)]
    [InlineData("fp32", 1.3e-38, 1)]
    [InlineData("fp64", 1.1e-38, 0)]
    [InlineData("fp64", 1.3e-38, 1)]
    public void Step_EntryOutsideNearTheSmallestNormalNumber_HasASignOnlyBeyondIt(string dtype, double entry, int expected)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FrugalStep(new FrugalOptions()), 4, 7, dtype);
        var gradient = zeros([4, 7], ScalarType.Float64);
        gradient[3, 0] = entry;
        var start = driver.Start[3, 0].item<double>();

        driver.Take(gradient, new StepScalars(0.25, 0), eye(4, 2, ScalarType.Float64));

        Assert.Equal(-0.25 * expected, driver.Weight[3, 0].item<double>() - start, 1e-6);
    }

    [Theory]
    [InlineData(40, 64, 8)]
    [InlineData(64, 300, 60)]
    public void Step_GradientInsideTheSubspace_DoesNotTakeRoundingForSigns(int rows, int columns, int rank)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FrugalStep(new FrugalOptions()), rows, columns, "fp32", rank);
        var gradient = driver.Basis.mm(Normal([rank, columns], seed: 5));

        driver.Take(gradient, new StepScalars(1, 0));

        var moved = driver.Weight - driver.Start;
        var outside = moved - driver.Basis.mm(driver.Basis.t().mm(moved));
        Assert.True(Item(outside.abs().mean()) < 0.01, $"{Item(outside.abs().mean()):g3}");
    }

    [Fact]
    public void Needs_Always_AreOrthonormalBasesAndWholeGradients()
    {
        var step = new FrugalStep(new FrugalOptions());

        Assert.Equal(BasisTraits.Orthonormal, step.Needs);
        Assert.Equal(GradientForms.Full, step.Accepts);
    }

    [Fact]
    public void Options_Untouched_AreThePapers()
    {
        var options = new FrugalOptions();

        Assert.Equal((FrugalFreePart.Sign, 1.0, true, 1.0), (options.FreePart, options.FreeScale, options.RestartBias, options.Scale));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt()
    {
        Refuse("free scale is -0.1", new FrugalOptions { FreeScale = -0.1 });
        Refuse("free scale is NaN", new FrugalOptions { FreeScale = double.NaN });
        Refuse("free part is 9", new FrugalOptions { FreePart = (FrugalFreePart)9 });
        Refuse("scale is 0", new FrugalOptions { Scale = 0 });

        static void Refuse(string message, FrugalOptions options) => Assert.StartsWith(
            message, Assert.Throws<InvalidSettingException>(() => new FrugalStep(options)).Message, StringComparison.Ordinal);
    }
}
