using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Refresh;
using AdaRank.Sampling;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>Runs whole trajectories through dependency injection: kinds <c>adam</c>, <c>adarank</c> and <c>galore</c>.</summary>
internal static class RunVectors
{
    public static void Run(VectorCase vector)
    {
        using var scope = NewDisposeScope();
        var services = new ServiceCollection();
        if (vector.Has("in.Omega"))
        {
            services.AddSingleton<IGaussianSource>(new InjectedGaussians(vector.Input("Omega")));
        }

        services.AddAdaRank(builder => Configure(builder, vector));
        using var provider = services.BuildServiceProvider();
        var start = vector.Input("W0");
        var treatment = vector.Kind is "adam" ? ParameterTreatment.FullRank : ParameterTreatment.LowRank;
        using var model = new SingleParameterModel(start, treatment);
        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(model);
        Resume(vector, optimizer);

        var trajectory = Train(vector, model, optimizer);

        Compare.Moved(start, vector.Expected("W"), stack(trajectory.Weights), vector.Tolerance, "out.W");
        trajectory.Check(vector);
        if (treatment is ParameterTreatment.LowRank)
        {
            CheckFinalState(vector, optimizer);
        }
    }

    private static void Configure(AdaRankBuilder builder, VectorCase vector)
    {
        builder.LearningRate(vector.Number("lr")).WeightDecay(vector.Number("wd"));
        builder.FullRankStep<AdamOptions>("adam", options => SetAdam(options, vector));
        switch (vector.Kind)
        {
            case "adam":
                builder.UseProfile(Profiles.AdamW);
                break;
            case "galore":
                builder.UseProfile(Profiles.GaLore).AllGroups(group => group
                    .Ranks(1, vector.Integer("rank"))
                    .Refresh<IntervalOptions>("interval", options => options.Interval = vector.Integer("gap"))
                    .Step<LowRankAdamOptions>("adam", options => SetLowRankAdam(options, vector)));
                break;
            default:
                builder.UseProfile(Profiles.AdaRankGrad).AllGroups(group => ConfigureAdaRankGrad(group, vector));
                break;
        }
    }

    private static void ConfigureAdaRankGrad(GroupBuilder group, VectorCase vector)
    {
        var isRaw = vector.Text("basis") is "raw";
        group
            .Ranks(vector.Integer("r_min"), vector.Integer("r_max"), vector.Integer("rank_step"))
            .Refresh<ConvergenceOptions>("convergence", options =>
            {
                options.Interval = vector.Integer("gap");
                options.ConvergedNorm = vector.Number("sigma");
                options.CapturedShare = vector.Number("sigma_rel");
                options.MinimumInterval = vector.Integer("min_gap");
            })
            .Basis<RandomizedSvdOptions>("randomized-svd", options =>
            {
                options.PowerIterations = vector.Integer("power");
                options.Oversampling = isRaw ? 0 : (int)vector.Input("Omega").shape[2] - vector.Integer("r_max");
                options.Basis = isRaw ? BasisKind.Raw : BasisKind.Rotated;
            })
            .Transport(TransportKey(vector.Text("transport")))
            .Step<LowRankAdamOptions>("adam", options => SetLowRankAdam(options, vector));
        _ = isRaw
            ? group.Rank("fixed")
            : group.Rank<EnergyThresholdOptions>("energy-threshold", options => options.Tolerance = vector.Number("eta"));
    }

    private static string TransportKey(string mode) => mode switch
    {
        "variance" => "rotate",
        "linear_clamp" => "linear",
        "square" or "reset" or "keep" => mode,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown transport mode."),
    };

    private static void SetAdam(AdamOptions options, VectorCase vector) =>
        (options.Beta1, options.Beta2, options.Epsilon) = (vector.Number("b1"), vector.Number("b2"), vector.Number("eps"));

    private static void SetLowRankAdam(LowRankAdamOptions options, VectorCase vector)
    {
        SetAdam(options, vector);
        options.Scale = vector.Number("alpha");
    }

    private static void Resume(VectorCase vector, AdaRankOptimizer optimizer)
    {
        if (!vector.Hyper.TryGetProperty("state", out var state))
        {
            return;
        }

        var flag = state.GetProperty("flag").GetBoolean() ? 0 : double.PositiveInfinity;
        optimizer.Banks[0].Matrices[0].Restore(new MatrixSnapshot(
            vector.Input("Q0").DetachFromDisposeScope(),
            [vector.Input("M0").DetachFromDisposeScope(), vector.Input("V0").DetachFromDisposeScope()],
            state.GetProperty("provisional").GetBoolean(),
            state.GetProperty("t").GetInt64(),
            state.GetProperty("last_refresh").GetInt64(),
            state.GetProperty("refreshes").GetInt64(),
            flag,
            flag));
    }

    private static Trajectory Train(VectorCase vector, SingleParameterModel model, AdaRankOptimizer optimizer)
    {
        var gradients = vector.Input("G");
        var steps = (int)gradients.shape[0];
        var every = vector.Integer("every");
        var trajectory = new Trajectory();
        for (var step = 1; step <= steps; step++)
        {
            model.SetGradient(gradients[step - 1]);
            var summary = optimizer.Step();
            trajectory.Add(optimizer.Matrices.SingleOrDefault(), summary);
            if (step % every == 0 || step == steps)
            {
                trajectory.Weights.Add(model.Weight.detach().clone());
            }
        }

        return trajectory;
    }

    private static void CheckFinalState(VectorCase vector, AdaRankOptimizer optimizer)
    {
        var matrix = optimizer.Banks[0].Matrices[0];
        Compare.CloseUpToSigns(vector.Expected("Q"), matrix.Basis!, vector.Tolerance, "out.Q");
        Compare.CloseUpToSigns(vector.Expected("M"), matrix.State[0].Open(), vector.Tolerance, "out.M");
        Compare.Close(vector.Expected("V"), matrix.State[1].Open(), vector.Tolerance, "out.V");
        Compare.Close(vector.Expected("Proj"), matrix.Basis!.mm(matrix.Basis!.t()), vector.Tolerance, "out.Proj");
    }

    private sealed class Trajectory
    {
        private readonly List<int> _ranks = [];
        private readonly List<int> _refreshed = [];
        private readonly List<int> _skipped = [];
        private readonly List<double> _captured = [];
        private readonly List<double> _distances = [];

        public List<Tensor> Weights { get; } = [];

        public void Add(MatrixReport? report, StepSummary summary)
        {
            _refreshed.Add(summary.Refreshed);
            _skipped.Add(summary.Skipped);
            if (report is not null)
            {
                _ranks.Add(report.Rank == 0 ? -1 : report.Rank);
                _captured.Add(summary.Skipped > 0 ? 0 : report.Captured);
                _distances.Add(report.Refresh is RefreshCause.None || summary.Skipped > 0 ? 0 : report.Distance);
            }
        }

        public void Check(VectorCase vector)
        {
            if (!vector.Has("out.rank"))
            {
                return;
            }

            Assert.Equal(vector.ExpectedIntegers("rank"), _ranks);
            Assert.Equal(vector.ExpectedIntegers("refreshed"), _refreshed);
            Assert.Equal(vector.ExpectedIntegers("skipped"), _skipped);
            Compare.Close(vector.Expected("captured"), tensor(_captured.ToArray()), vector.Tolerance, "out.captured");
            var difference = (vector.Expected("dist").square() - tensor(_distances.ToArray()).square()).abs().max().item<double>();
            Assert.True(difference <= vector.Tolerance, $"out.dist²: difference {difference:g3}");
        }
    }
}
