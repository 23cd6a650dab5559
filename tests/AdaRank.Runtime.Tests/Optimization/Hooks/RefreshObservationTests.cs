using AdaRank.Refresh;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

/// <summary>What a trigger is told of the steps before.</summary>
public sealed class RefreshObservationTests
{
    [Fact]
    public void Examine_AfterSteps_SeesTheEnergiesOfTheLastOneAndOfTheRefresh()
    {
        var seen = Observe(RefreshMeasures.None, [[3, 1], [2, 5], [0, 1]]);

        // Rank 1 keeps the first axis: of 9 + 1 it captures 9.
        Assert.Equal((2L, 1L, 9.0, 10.0, 9.0, 10.0), Describe(seen[0]));
        Assert.Equal((3L, 1L, 4.0, 29.0, 9.0, 10.0), Describe(seen[1]));
        Assert.All(seen, observation => Assert.True(double.IsNaN(observation.Displacement)));

        static (long, long, double, double, double, double) Describe(RefreshObservation seen) => (
            seen.Step,
            seen.LastRefreshStep,
            Math.Round(seen.PreviousProjectedEnergy, 4),
            Math.Round(seen.PreviousGradientEnergy, 4),
            Math.Round(seen.RefreshProjectedEnergy, 4),
            Math.Round(seen.RefreshGradientEnergy, 4));
    }

    [Fact]
    public void Examine_DisplacementWanted_IsTheDistanceOfDirections()
    {
        var seen = Observe(RefreshMeasures.Displacement, [[3, 1], [7, 2], [-0.5, 1], [0, 1], [1, 1]]);

        // The same direction, the opposite one, and a projected gradient of zero, which has none.
        Assert.Equal([0, 0, 2, double.NaN], seen.Select(observation => Math.Round(observation.Displacement, 5)));
    }

    /// <summary>What the trigger saw from the second step on, with diagonal gradients; only the first step has a refresh.</summary>
    private static List<RefreshObservation> Observe(RefreshMeasures needs, double[][] diagonals)
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([2, 2]));
        var trigger = new Recording(needs);
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group.Ranks(1, 1).Basis("exact-svd").Rank("fixed").Refresh("recording")),
            services => services.AddKeyedSingleton<IRefreshTrigger>("recording", trigger));
        foreach (var diagonal in diagonals)
        {
            model["a"].grad = diag(tensor(diagonal)).to(ScalarType.Float32);
            optimizer.Step();
        }

        return trigger.Seen;
    }

    private sealed class Recording(RefreshMeasures needs) : IRefreshTrigger
    {
        public List<RefreshObservation> Seen { get; } = [];

        public RefreshMeasures Needs { get; } = needs;

        public RefreshCause Examine(in RefreshObservation observation)
        {
            Seen.Add(observation);
            return RefreshCause.None;
        }
    }
}
