using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.State;
using AdaRank.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.FullRankAdam;

public sealed class FullRankAdamStepTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void Step_ManyTimes_FollowsTorchSharpsAdamW(double weightDecay)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var start = randn([5, 3], ScalarType.Float64, generator: generator);
        var weight = start.clone();
        var reference = new Parameter(start.clone());
        using var optimizer = optim.AdamW([reference], lr: 0.01, beta1: 0.8, beta2: 0.95, eps: 1e-6, weight_decay: weightDecay);
        var step = new FullRankAdamStep(new AdamOptions { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6 });
        Tensor[] state = [zeros_like(weight), zeros_like(weight)];

        for (var count = 1; count <= 25; count++)
        {
            var gradient = randn([5, 3], ScalarType.Float64, generator: generator);
            reference.grad = gradient.clone();
            optimizer.step();
            step.Step([new DenseMember("weight", weight, gradient, state, count)], new StepScalars(0.01, weightDecay));
        }

        Assert.True(weight.allclose(reference, 1e-10, 1e-12));
        Assert.False(weight.allclose(start, 1e-2, 1e-2));
    }

    [Fact]
    public void Options_Untouched_AreThePapers()
    {
        var options = new AdamOptions();

        Assert.Equal((0.9, 0.999, 1e-8), (options.Beta1, options.Beta2, options.Epsilon));
    }

    [Fact]
    public void StateFor_Encodings_AreThoseOfTheOptionsAndTheSecondHasNoSign()
    {
        var step = new FullRankAdamStep(new AdamOptions { FirstMoment = StateEncoding.BFloat16, SecondMoment = StateEncoding.Blockwise8Bit });

        var slots = step.StateFor([3, 5]);

        Assert.Equal(
            [("m", StateEncoding.BFloat16, true), ("v", StateEncoding.Blockwise8Bit, false)],
            slots.Select(slot => (slot.Name, slot.Encoding, slot.IsSigned)));
        Assert.All(slots, slot => Assert.Equal([3, 5], slot.Shape));
    }
}
