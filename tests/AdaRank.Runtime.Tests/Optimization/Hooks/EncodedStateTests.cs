using AdaRank.Plugins.Rank.Interval;
using AdaRank.State;
using AdaRank.Steps;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.Hooks;

public sealed class EncodedStateTests
{
    [Theory]
    [InlineData(StateEncoding.BFloat16, 2 * 2 * 8)]
    [InlineData(StateEncoding.Blockwise8Bit, (2 * 8) + 4)]
    public void Step_EncodedMoment_IsNumbersForStepAndTransportAndBytesBetween(StateEncoding encoding, long bytes)
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("a", zeros([6, 8])).LowRank("b", zeros([6, 8]));
        var seen = new List<float>();
        var step = new ProbeStep(new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, 0.9) { Encoding = encoding })
        {
            OnStep = member =>
            {
                seen.Add(member.State[0].mean().item<float>());
                Assert.Equal(ScalarType.Float32, member.State[0].dtype);
                member.State[0].add_(1);
            },
        };
        using var optimizer = Optimizers.Create(
            model,
            adarank => adarank.AllGroups(group => group
                .Ranks(2, 2)
                .Rank("fixed")
                .Refresh<IntervalOptions>("interval", options => options.Interval = 2)
                .Transport("keep")
                .Step("probe")),
            services => services.AddKeyedSingleton<ILowRankStep>("probe", step));

        for (var number = 0; number < 3; number++)
        {
            model["a"].grad = randn([6, 8]);
            model["b"].grad = randn([6, 8]);
            optimizer.Step();
        }

        // Whole numbers are codes of their own while all elements are the same.
        Assert.Equal([0, 0, 1, 1, 2, 2], seen);
        Assert.All(step.BucketSizes, size => Assert.Equal(1, size));
        var measured = optimizer.MeasureState();
        Assert.Equal((2 * (bytes + (4 * 6 * 2)), 2 * (bytes + (4 * 6 * 2))), (measured.LowRank, measured.LowRankAllocated));
    }
}
