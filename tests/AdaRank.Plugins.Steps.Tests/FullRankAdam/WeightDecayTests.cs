using AdaRank.Plugins.Steps.AdamMini;
using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Plugins.Steps.Muon;
using AdaRank.Plugins.Steps.Tests.Reference;
using AdaRank.Steps;
using static AdaRank.Plugins.Steps.Tests.Reference.Numbers;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.FullRankAdam;

/// <summary>(1 - lr wd) W of eq. 4.5, alone: where the gradient is zero nothing else moves a weight.</summary>
public sealed class WeightDecayTests
{
    public static TheoryData<string, double> Situations => new()
    {
        { "adam", 0 }, { "adam", 0.5 }, { "adam", 1 }, { "adam-mini", 0.5 }, { "adam-mini", 1 }, { "muon", 0.5 }, { "muon", 1 },
    };

    [Theory]
    [MemberData(nameof(Situations))]
    public void Step_ZeroGradient_ShrinksTheWeightByRateTimesDecay(string name, double decay)
    {
        using var scope = NewDisposeScope();
        IFullRankStep step = name switch
        {
            "adam" => new FullRankAdamStep(new AdamOptions()),
            "adam-mini" => new AdamMiniStep(new AdamMiniOptions()),
            _ => new MuonStep(new MuonOptions()),
        };
        var weight = Normal([4, 6], seed: 3);
        var expected = weight * (1 - (0.25 * decay));
        Tensor[] state = [.. step.StateFor([4, 6]).Select(slot => zeros([.. slot.Shape], ScalarType.Float64))];

        step.Step([new DenseMember("weight", weight, zeros_like(weight), state, 1)], new StepScalars(0.25, decay));

        AssertClose(expected, weight, "fp64");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Step_ZeroGradientInASubspace_ShrinksTheWeightByRateTimesDecay(double decay)
    {
        using var scope = NewDisposeScope();
        var driver = new StepDriver(new LowRankAdamStep(new LowRankAdamOptions()), 7, 4, "fp64");

        driver.Take(zeros([4, 7], ScalarType.Float64), new StepScalars(0.25, decay));

        AssertClose(driver.Start * (1 - (0.25 * decay)), driver.Weight, "fp64");
    }
}
