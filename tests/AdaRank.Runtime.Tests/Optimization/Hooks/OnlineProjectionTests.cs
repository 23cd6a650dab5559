using AdaRank.Banks;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Steps;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

public sealed class OnlineProjectionTests
{
    [Fact]
    public void Step_BasisThatFollows_ChangesAfterTheWeightsAndKeepsItsState()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8]));
        var follower = new Follower();
        var step = new ProbeStep();
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.LearningRate(0.5).AllGroups(group => group
                .Ranks(2, 2)
                .Rank("fixed")
                .Basis("follower")
                .Refresh<IntervalOptions>("interval", options => options.Interval = 3)
                .Transport("keep")
                .Step("probe")),
            services => services
                .AddKeyedSingleton<IProjectionUpdater>("follower", follower)
                .AddKeyedSingleton<ILowRankStep>("probe", step));

        for (var number = 0; number < 4; number++)
        {
            model["a"].grad = ones([6, 8]);
            optimizer.LearningRate = 0.5 / (number + 1);
            optimizer.Step();
        }

        // The state counts its calls and is zero after the refresh of step 4.
        Assert.Equal([0f, 1, 2, 0], follower.Counts);
        Assert.Equal([1.0, 1.0 / 2, 1.0 / 3, 1.0 / 4], follower.RateScales);

        // The basis of ones was multiplied once; its span captures all of a gradient of ones, though it is skewed.
        var matrix = optimizer.Banks[0].Matrices[0];
        Assert.Equal(2, matrix.Basis!.max().item<float>());
        Assert.Equal(1, optimizer.Matrices[0].Captured, 1e-6);
        Assert.Equal(4 * 6 * 2 * 2, optimizer.MeasureState().LowRank);
    }

    private sealed class Follower : IOnlineProjection
    {
        public List<float> Counts { get; } = [];

        public List<double> RateScales { get; } = [];

        public BasisTraits Traits => BasisTraits.None;

        public GradientForms Accepts => GradientForms.Full;

        public IReadOnlyList<string> BasisStateNames { get; } = ["count"];

        public int SketchWidth(in BankShape shape, in RankBounds bounds) => bounds.Highest;

        public long ScratchBytes(in BankShape shape, in RankBounds bounds) => 0;

        public void Sketch(BankView bank, GradientView gradients, SketchView result)
        {
        }

        public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) => bases[0].fill_(1);

        public void Follow(
            BucketView bucket, GradientView gradients, IReadOnlyList<IReadOnlyList<Tensor>> basisState, in StepScalars scalars)
        {
            Counts.Add(basisState[0][0].max().item<float>());
            RateScales.Add(scalars.RateScale);
            basisState[0][0].add_(1);
            bucket[0].Basis.mul_(2);
        }
    }
}
