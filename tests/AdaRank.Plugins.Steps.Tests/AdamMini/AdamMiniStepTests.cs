using AdaRank.Plugins.Steps.AdamMini;
using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Testing;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.AdamMini;

public sealed class AdamMiniContractTests : FullRankStepContract<AdamMiniStep>;

public sealed class AdamMiniStepTests
{
    [Theory]
    [InlineData(AdamMiniBlocks.Rows)]
    [InlineData(AdamMiniBlocks.Parameter)]
    public void Step_OfAMatrix_IsTheFormulaOfEveryBlock(AdamMiniBlocks blocks)
    {
        using var scope = NewDisposeScope();
        var options = new AdamMiniOptions { Blocks = blocks, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 0.01 };
        var step = new AdamMiniStep(options);
        var weight = randn([4, 6], ScalarType.Float64);
        var expected = weight.data<double>().ToArray();
        IReadOnlyList<Tensor> state = [.. step.StateFor([4, 6]).Select(slot => zeros([.. slot.Shape], ScalarType.Float64))];
        double[] first = new double[24], second = new double[4];

        for (var number = 1; number <= 3; number++)
        {
            var gradient = randn([4, 6], ScalarType.Float64);
            step.Step([new DenseMember("weight", weight, gradient, state, number)], new StepScalars(0.1, 0.3));
            Expect(gradient.data<double>().ToArray(), number);
        }

        Assert.True(weight.allclose(tensor(expected, [4, 6]), rtol: 1e-12, atol: 1e-12));

        void Expect(double[] gradient, int number)
        {
            for (var row = 0; row < 4; row++)
            {
                var block = blocks is AdamMiniBlocks.Rows ? gradient[(6 * row)..(6 * (row + 1))] : gradient;
                second[row] = (0.95 * second[row]) + (0.05 * block.Average(value => value * value));
                for (var index = 6 * row; index < 6 * (row + 1); index++)
                {
                    first[index] = (0.8 * first[index]) + (0.2 * gradient[index]);
                    var direction = first[index] / (1 - Math.Pow(0.8, number)) / (Math.Sqrt(second[row] / (1 - Math.Pow(0.95, number))) + 0.01);
                    expected[index] = (expected[index] * (1 - (0.1 * 0.3))) - (0.1 * direction);
                }
            }
        }
    }

    [Fact]
    public void StateFor_EachShape_HasOneSecondMomentPerBlock()
    {
        Assert.Equal([5L, 1, 1, 1], new AdamMiniStep(new AdamMiniOptions()).StateFor([5, 3, 2, 2])[1].Shape);
        Assert.Equal([1L], new AdamMiniStep(new AdamMiniOptions()).StateFor([5])[1].Shape);
        Assert.Empty(new AdamMiniStep(new AdamMiniOptions()).StateFor([])[1].Shape);
        Assert.Equal([1L, 1], new AdamMiniStep(new AdamMiniOptions { Blocks = AdamMiniBlocks.Parameter }).StateFor([5, 3])[1].Shape);
    }

    [Fact]
    public void StateFor_EncodedMoments_SaysSo()
    {
        var options = new AdamMiniOptions { FirstMoment = StateEncoding.BFloat16, SecondMoment = StateEncoding.Blockwise8Bit };

        var slots = new AdamMiniStep(options).StateFor([5, 3]);

        Assert.Equal([StateEncoding.BFloat16, StateEncoding.Blockwise8Bit], slots.Select(slot => slot.Encoding));
        Assert.Equal([true, false], slots.Select(slot => slot.IsSigned));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_NamesIt() => Assert.StartsWith(
        "beta2 is 1",
        Assert.Throws<InvalidSettingException>(() => new AdamMiniStep(new AdamMiniOptions { Beta2 = 1 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Step_BlocksOfOneElement_IsAdam()
    {
        using var scope = NewDisposeScope();
        var (mini, adam) = (new AdamMiniStep(new AdamMiniOptions()), new FullRankAdamStep(new AdamOptions()));
        var (one, other, gradient) = (ones([7, 1]), ones([7, 1]), randn([7, 1]));

        mini.Step([new DenseMember("w", one, gradient, [zeros([7, 1]), zeros([7, 1])], 1)], new StepScalars(0.1, 0));
        adam.Step([new DenseMember("w", other, gradient, [zeros([7, 1]), zeros([7, 1])], 1)], new StepScalars(0.1, 0));

        Assert.True(one.allclose(other));
    }
}
