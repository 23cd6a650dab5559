using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Steps.LowRankAdam;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>The problem for which the theorem holds: the slowest mode of the error outlives all others.</summary>
public sealed class LinearRegressionTests
{
    private const int Outputs = 24;
    private const int Inputs = 32;
    private const int Steps = 600;

    /// <remarks>
    /// Error modes decay as (1 - lr λ)^t, so the gradient tends to rank one (arXiv 2410.17881, method.md section 11). An
    /// ε far above the gradients makes Adam a plain momentum method, to which the theorem applies.
    /// </remarks>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Rank_OfLinearRegression_FallsTowardsOne(ulong seed)
    {
        var (ranks, losses) = Train(seed);

        var early = ranks[..(Steps / 10)].Average();
        var late = ranks[^(Steps / 10)..].Average();
        Assert.True(late <= early / 2, $"mean rank {early:f1} in the first tenth, {late:f1} in the last");
        Assert.True(late < 6, $"mean rank {late:f1} in the last tenth");
        Assert.True(losses[^1] < losses[0] / 1000, $"loss {losses[0]:g3} to {losses[^1]:g3}");
    }

    [Fact]
    public void Rank_HasFallen_ShrinksTheMemoryThatIsReallyAllocated()
    {
        using var scope = NewDisposeScope();
        var problem = new Problem(seed: 1);
        using var model = new ParameterModel().LowRank("weight", zeros([Outputs, Inputs], ScalarType.Float64));
        using var optimizer = Create(model, seed: 1);
        problem.Step(model, optimizer);
        var atStart = optimizer.MeasureState().LowRankAllocated;

        for (var step = 1; step < Steps; step++)
        {
            problem.Step(model, optimizer);
        }

        Assert.True(optimizer.MeasureState().LowRankAllocated < atStart / 2);
    }

    private static (double[] Ranks, double[] Losses) Train(ulong seed)
    {
        using var scope = NewDisposeScope();
        var problem = new Problem(seed);
        using var model = new ParameterModel().LowRank("weight", zeros([Outputs, Inputs], ScalarType.Float64));
        using var optimizer = Create(model, seed);
        var (ranks, losses) = (new double[Steps], new double[Steps]);
        for (var step = 0; step < Steps; step++)
        {
            losses[step] = problem.Step(model, optimizer);
            ranks[step] = optimizer.Matrices[0].Rank;
        }

        return (ranks, losses);
    }

    private static AdaRank.Optimization.AdaRankOptimizer Create(ParameterModel model, ulong seed)
    {
        const double epsilon = 1000;
        return Optimizers.Create(model, builder => builder
            .Seed(seed)
            .LearningRate(0.5 * epsilon)
            .AllGroups(group => group
                .Ranks(1, 16)
                .Rank<EnergyThresholdOptions>("energy-threshold", options => options.Tolerance = 0.04)
                .Refresh<ConvergenceOptions>("convergence", options => options.Interval = 20)
                .Step<LowRankAdamOptions>("adam", options => options.Epsilon = epsilon)));
    }

    /// <summary>Least squares with a evenly spaced spectrum of inputs, 0.02 to 1: ½‖(W - W*) Σ^½‖².</summary>
    private sealed class Problem
    {
        private readonly Tensor _target;
        private readonly Tensor _covariance;

        public Problem(ulong seed)
        {
            using var generator = new Generator(seed);
            _target = randn([Outputs, Inputs], ScalarType.Float64, generator: generator);
            var directions = linalg.qr(randn([Inputs, Inputs], ScalarType.Float64, generator: generator)).Q;
            var spectrum = linspace(1, 0.02, (long)Inputs, ScalarType.Float64);
            _covariance = directions.mul(spectrum).mm(directions.t());
        }

        public double Step(ParameterModel model, AdaRank.Optimization.AdaRankOptimizer optimizer)
        {
            using var scope = NewDisposeScope();
            var error = model["weight"].detach() - _target;
            var gradient = error.mm(_covariance);
            model["weight"].grad = gradient;
            optimizer.Step();
            return 0.5 * (error * gradient).sum().item<double>();
        }
    }
}
