using AdaRank.Banks;
using AdaRank.Plugins.Steps.Fira;
using AdaRank.Plugins.Steps.Limiting;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Projection;
using AdaRank.Steps;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Fira;

public sealed class FiraStepTests
{
    private static readonly double[] Sizes = [1, 5, 0.2, 30, 1, 0.01, 100];

    public static TheoryData<int, int, string, LimiterStage, double, double> Situations()
    {
        var situations = new TheoryData<int, int, string, LimiterStage, double, double>();
        foreach (var (rows, columns, dtype) in Shapes.Select(shape => shape.Data))
        {
            situations.Add(rows, columns, dtype, LimiterStage.Raw, 1.01, 1);
            situations.Add(rows, columns, dtype, LimiterStage.Corrected, 1.5, 1);
            situations.Add(rows, columns, dtype, LimiterStage.Raw, 1, 1);
            situations.Add(rows, columns, dtype, LimiterStage.Raw, 0, 1);

            // So small that the guards of 1e-8 count.
            situations.Add(rows, columns, dtype, LimiterStage.Corrected, 1.01, 1e-8);
        }

        return situations;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void Step_ManyTimes_FollowsTheFormula(int rows, int columns, string dtype, LimiterStage stage, double gamma, double size)
    {
        using var scope = NewDisposeScope();
        var options = new FiraOptions { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-9, Scale = 0.5, Gamma = gamma, Stage = stage };
        var driver = new StepDriver(new FiraStep(options), rows, columns, dtype);
        var (adam, limiter, weight) = (new AdamFormula(0.8, 0.95, 1e-9), new LimiterFormula(gamma), driver.Start.clone());

        for (var step = 1; step <= Sizes.Length; step++)
        {
            var scalars = new StepScalars(0.1 / step, 0.3);
            var gradient = driver.NewGradient(step, size * Sizes[step - 1]);
            var before = driver.Basis;
            driver.Take(gradient, scalars, step == 4 ? driver.NewBasis(seed: 40) : null);
            var basis = driver.Basis;
            if (step == 4)
            {
                adam.Turn(basis.t().mm(before));
            }

            var projected = basis.t().mm(gradient);
            var direction = adam.Direction(projected, step);
            var scaling = direction.norm(0) / (projected.norm(0) + 1e-8);
            var outside = (gradient - basis.mm(projected)) * scaling;
            var norm = Item(outside.norm());
            var divisor = limiter.Divisor(stage is LimiterStage.Raw ? norm / adam.Correction(step) : norm);
            weight = (weight * (1 - (scalars.LearningRate * 0.3))) - ((basis.mm(direction) + (outside / divisor)) * 0.5 * scalars.LearningRate);

            AssertMovedAlike(driver, weight, dtype);
            AssertClose(projected.square().sum(), tensor(driver.ProjectedEnergy), dtype);
            if (gamma > 0)
            {
                AssertClose(tensor(limiter.Previous!.Value), driver.State("prev").squeeze(), dtype);
            }
        }

        Assert.Equal(gamma > 0, driver.Keeps("prev"));
        Assert.True(gamma == 0 || limiter.Limited is > 0 and < 6, $"Limited {limiter.Limited} times: both cases must occur.");
    }

    [Theory]
    [MemberData(nameof(Shapes), MemberType = typeof(Numbers))]
    public void Step_FullBasis_IsAdam(int rows, int columns, string dtype)
    {
        using var scope = NewDisposeScope();
        var rank = Math.Min(rows, columns);
        var fira = new StepDriver(new FiraStep(new FiraOptions { Scale = 0.5 }), rows, columns, dtype, rank);
        var adam = new StepDriver(new LowRankAdamStep(new LowRankAdamOptions { Scale = 0.5 }), rows, columns, dtype, rank);

        for (var step = 1; step <= 3; step++)
        {
            fira.Take(fira.NewGradient(step), new StepScalars(0.1, 0.1));
            adam.Take(adam.NewGradient(step), new StepScalars(0.1, 0.1));
        }

        Assert.True(fira.Weight.eq(adam.Weight).all().item<bool>());
        Assert.Equal(0, fira.State("prev").item<double>());
    }

    [Fact]
    public void Step_RankGrowsToFullAndShrinks_StartsTheLimiterAnew()
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FiraStep(new FiraOptions()), 4, 7, "fp64");

        driver.Take(driver.NewGradient(1), new StepScalars(0.1, 0));
        var before = driver.State("prev").item<double>();
        driver.Take(driver.NewGradient(2), new StepScalars(0.1, 0), driver.NewBasis(seed: 41, rank: 4));
        var full = driver.State("prev").item<double>();
        driver.Take(driver.NewGradient(3), new StepScalars(0.1, 0), driver.NewBasis(seed: 42, rank: 2));

        Assert.True(before > 0.1);
        Assert.Equal(0, full);
        Assert.True(driver.State("prev").item<double>() > 0.1);
    }

    [Theory]
    [InlineData("fp32", 9.766e-4, 0)] // ‖A_j‖ is 4 ε above 1, the energies differ by 8 ε, and 4 √5 ε = 8.9 ε is rounding
    [InlineData("fp32", 1.0919e-3, 1)] // 5 ε above, so 10 ε
    [InlineData("fp64", 1e-6, 1)]
    public void Step_LittleIsOutside_CountsUnlessItIsRounding(string dtype, double outside, int expectedSign)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FiraStep(new FiraOptions { Stage = LimiterStage.Corrected }), 5, 7, dtype);
        var gradient = zeros([5, 7], ScalarType.Float64);
        gradient[0] = ones([7], ScalarType.Float64);
        gradient[3] = full([7], outside, ScalarType.Float64);

        driver.Take(gradient, new StepScalars(0.1, 0), eye(5, 2, ScalarType.Float64));

        var norm = driver.State("prev").item<double>();
        Assert.Equal(expectedSign, Math.Sign(norm));

        // φ is ‖N_j‖ / ‖Â_j‖ = 1 in every column; fp32 has ten steps left in such a difference.
        Assert.True(norm == 0 || Math.Abs((norm / (outside * Math.Sqrt(7))) - 1) < 0.1, $"{norm:R}");
    }

    [Theory]
    [InlineData(256, 300, 1e-1, 1e-4)]
    [InlineData(256, 300, 1e-2, 1e-2)]
    [InlineData(300, 256, 1e-2, 1e-2)]
    public void Step_SmallShareOutsideInSinglePrecision_MeasuresItsNorm(int rows, int columns, double outside, double tolerance)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FiraStep(new FiraOptions { Stage = LimiterStage.Corrected }), rows, columns, "fp32", rank: 16);
        var basis = Orthonormal(256, 16, seed: 12);
        var noise = Normal([256, 300], seed: 15);
        noise -= basis.mm(basis.t().mm(noise));
        var inside = basis.mm(Normal([16, 300], seed: 14));
        var gradient = inside + (noise * (outside * Item(inside.norm()) / Item(noise.norm())));

        driver.Take(gradient, new StepScalars(0.1, 0), basis);

        var projected = basis.t().mm(gradient);
        var scaling = (projected / (projected.abs() + 1e-8)).norm(0) / (projected.norm(0) + 1e-8);
        var expected = Item(((gradient - basis.mm(projected)) * scaling).norm());
        Assert.Equal(1, driver.State("prev").item<double>() / expected, tolerance);
    }

    [Fact]
    public void Step_ZeroGradients_LetTheLimiterStartAnew()
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new FiraStep(new FiraOptions()), 4, 7, "fp64");

        driver.Take(driver.NewGradient(1), new StepScalars(0.1, 0));
        driver.Take(zeros([4, 7], ScalarType.Float64), new StepScalars(0.1, 0));
        var resting = driver.State("prev").item<double>();
        driver.Take(driver.NewGradient(2), new StepScalars(0.1, 0));

        Assert.Equal(0, resting);
        Assert.True(driver.State("prev").item<double>() > 0.01);
    }

    [Fact]
    public void Needs_Always_AreOrthonormalBasesAndWholeGradients()
    {
        var step = new FiraStep(new FiraOptions());

        Assert.Equal(BasisTraits.Orthonormal, step.Needs);
        Assert.Equal(GradientForms.Full, step.Accepts);
    }

    [Fact]
    public void Options_Untouched_AreThePapers()
    {
        var options = new FiraOptions();

        Assert.Equal((1.01, LimiterStage.Raw, 1.0), (options.Gamma, options.Stage, options.Scale));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_GammaThatWouldShrink_IsRefused(double gamma)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new FiraStep(new FiraOptions { Gamma = gamma }));

        Assert.StartsWith("gamma is ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_UnknownStage_IsRefused() =>
        Assert.Throws<InvalidSettingException>(() => new FiraStep(new FiraOptions { Stage = (LimiterStage)7 }));
}
