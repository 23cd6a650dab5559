using AdaRank.Composition;
using AdaRank.Models;
using AdaRank.Optimization;
using AdaRank.Plugins.Rank.Interval;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Engine;

/// <summary>What a run of the engine leaves.</summary>
/// <param name="Weights">All weights, fp64.</param>
/// <param name="Moved">How far they have moved, ‖W - W₀‖.</param>
/// <param name="Refreshes">Refreshes of each matrix.</param>
/// <param name="Ranks">Ranks at the end.</param>
internal sealed record EngineRun(Tensor Weights, double Moved, IReadOnlyList<long> Refreshes, IReadOnlyList<int> Ranks)
{
    public const int Steps = 1000;

    /// <summary>
    /// Profiles whose refreshes are left to them; all others get one in fifty steps, so that a run sees many. LDAdam, too: with its power
    /// iteration in every step its run is chaotic, and a disturbance of the last bit grows to a tenth within 1,000 steps on one device.
    /// </summary>
    private static readonly string[] OwnRhythm =
        [Profiles.AdaRankGrad, Profiles.OnlineSubspaceDescent, Profiles.AdamW, Profiles.AdamW8Bit, Profiles.AdamMini, Profiles.Muon];

    /// <summary>Trains for some steps.</summary>
    public static EngineRun Of(
        string profile, Device device, ScalarType dtype = ScalarType.Float32, double disturbance = 0, int steps = Steps, Action<AdaRankBuilder>? configure = null)
    {
        using var scope = NewDisposeScope();
        using var model = new TrainedModel(device, dtype).LowRank("tall", 24, 16).LowRank("wide", 16, 28).LowRank("square", 16, 16).FullRank("bias", 24);
        using var gradients = new FixedGradients(model, disturbance);
        using var optimizer = Create(model, builder =>
        {
            builder.UseProfile(profile).Seed(9).LearningRate(1e-3).WeightDecay(0.1);
            if (!OwnRhythm.Contains(profile))
            {
                builder.AllGroups(static group => group.Refresh<IntervalOptions>("interval", static options => (options.Interval, options.Phase) = (50, 0)));
            }

            if (profile is not (Profiles.ApolloMini or Profiles.Apollo or Profiles.Frugal))
            {
                builder.AllGroups(static group => group.Ranks(1, 6));
            }

            configure?.Invoke(builder);
        });
        var before = model.Read();
        for (var step = 0; step < steps; step++)
        {
            using var inner = NewDisposeScope();
            gradients.Next();
            optimizer.Step();
        }

        var after = model.Read();
        var reports = optimizer.Matrices;
        return new EngineRun(
            after.DetachFromDisposeScope(),
            (after - before).norm().item<double>(),
            [.. reports.Select(static report => report.RefreshCount)],
            [.. reports.Select(static report => report.Rank)]);
    }

    /// <summary>Builds an optimizer as an application does.</summary>
    public static AdaRankOptimizer Create(IModel model, Action<AdaRankBuilder> configure, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        services.AddAdaRank(configure);
        add?.Invoke(services);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<OptimizerFactory>().Create(model);
    }

    /// <summary>‖W - W'‖ as a share of the way that was gone.</summary>
    public double DistanceTo(EngineRun other) => (Weights - other.Weights).norm().item<double>() / Moved;
}
