using AdaRank.Banks;
using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Plugins.Steps.Limiting;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Projection;
using AdaRank.Steps;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Apollo;

public sealed class ApolloStepTests
{
    private static readonly double[] Sizes = [1, 5, 0.2, 30, 1, 0.01, 100];

    public static TheoryData<int, int, string, ApolloGranularity, LimiterStage, double, double> Situations()
    {
        var situations = new TheoryData<int, int, string, ApolloGranularity, LimiterStage, double, double>();
        foreach (var (rows, columns, dtype) in Shapes.Select(shape => shape.Data))
        {
            situations.Add(rows, columns, dtype, ApolloGranularity.Channel, LimiterStage.Raw, 1.01, 1);
            situations.Add(rows, columns, dtype, ApolloGranularity.Channel, LimiterStage.Corrected, 1.3, 1e-8);
            situations.Add(rows, columns, dtype, ApolloGranularity.Tensor, LimiterStage.Corrected, 1.01, 1);
            situations.Add(rows, columns, dtype, ApolloGranularity.Tensor, LimiterStage.Raw, 1.01, 1e-8);
            situations.Add(rows, columns, dtype, ApolloGranularity.Channel, LimiterStage.Raw, 0, 1);
        }

        return situations;
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public void Step_ManyTimes_FollowsTheFormula(
        int rows, int columns, string dtype, ApolloGranularity granularity, LimiterStage stage, double gamma, double size)
    {
        using var scope = NewDisposeScope();
        var options = new ApolloOptions
        {
            Beta1 = 0.8,
            Beta2 = 0.95,
            Epsilon = 1e-9,
            Granularity = granularity,
            Scale = 16,
            Gamma = gamma,
            Stage = stage,
        };
        var driver = new StepDriver(new ApolloStep(options), rows, columns, dtype);
        var (adam, limiter, weight) = (new AdamFormula(0.8, 0.95, 1e-9), new LimiterFormula(gamma), driver.Start.clone());

        for (var step = 1; step <= Sizes.Length; step++)
        {
            var scalars = new StepScalars(0.1 / step, 0.3);
            var gradient = driver.NewGradient(step, size * Sizes[step - 1]);
            var before = driver.Basis;

            // No orthonormal one: APOLLO's is random.
            driver.Take(gradient, scalars, step is 1 or 4 ? Normal([Math.Min(rows, columns), 2], seed: (ulong)(40 + step)).mul(0.7) : null);
            var basis = driver.Basis;
            if (step == 4)
            {
                adam.Turn(basis.t().mm(before));
            }

            var projected = basis.t().mm(gradient);
            var direction = adam.Direction(projected, step);
            var scaled = granularity is ApolloGranularity.Channel
                ? gradient * (direction.norm(0) / (projected.norm(0) + 1e-8))
                : gradient * (Item(direction.norm()) / (Item(projected.norm()) + 1e-8));
            var norm = Item(scaled.norm());
            var divisor = limiter.Divisor(stage is LimiterStage.Raw ? norm / adam.Correction(step) : norm);
            weight = (weight * (1 - (scalars.LearningRate * 0.3))) - (scaled / divisor * 4 * scalars.LearningRate);

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

    [Fact]
    public void Needs_Always_AreWholeGradientsAndNothingOfTheBasis()
    {
        var step = new ApolloStep(new ApolloOptions());

        Assert.Equal(BasisTraits.None, ((ILowRankStep)step).Needs);
        Assert.Equal(GradientForms.Full, step.Accepts);
    }

    [Fact]
    public void Options_Untouched_AreThePapers()
    {
        var options = new ApolloOptions();

        Assert.Equal((1.01, LimiterStage.Raw, 1.0), (options.Gamma, options.Stage, options.Scale));
        Assert.Equal(ApolloGranularity.Channel, options.Granularity);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt()
    {
        Refuse("scale is 0", new ApolloOptions { Scale = 0 });
        Refuse("gamma is 0.5", new ApolloOptions { Gamma = 0.5 });
        Refuse("granularity is 9", new ApolloOptions { Granularity = (ApolloGranularity)9 });
        Refuse("stage is 9", new ApolloOptions { Stage = (LimiterStage)9 });
        Refuse("beta1 is 1", new ApolloOptions { Beta1 = 1 });

        static void Refuse(string message, ApolloOptions options) => Assert.StartsWith(
            message, Assert.Throws<InvalidSettingException>(() => new ApolloStep(options)).Message, StringComparison.Ordinal);
    }
}
