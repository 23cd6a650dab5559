using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.Plugins.Steps.Muon;
using AdaRank.State;
using AdaRank.Steps;
using AdaRank.Testing;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Muon;

public sealed class MuonContractTests : FullRankStepContract<MuonStep>;

public sealed class MuonStepTests
{
    [Theory]
    [InlineData(6, 20)]
    [InlineData(20, 6)]
    [InlineData(8, 8)]
    public void Step_OfAMatrix_MovesAlongItsSingularVectorsByAboutOne(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var (weight, gradient) = (zeros([rows, columns], ScalarType.Float64), randn([rows, columns], ScalarType.Float64));

        new MuonStep(new MuonOptions { Scale = MuonScale.Spectral })
            .Step([new DenseMember("w", weight, gradient, [zeros([rows, columns], ScalarType.Float64)], 1)], new StepScalars(1, 0));

        // In the gradient's own singular vectors the update is diagonal, between the limits that the iteration is known for.
        var (u, _, vt) = linalg.svd(gradient, fullMatrices: false);
        var inside = u.t().mm(-weight).mm(vt.t()) / Math.Sqrt(Math.Max(1, (double)rows / columns));
        var values = inside.diagonal();
        Assert.True((inside - diag(values)).abs().max().item<double>() < 1e-10);
        Assert.InRange(values.min().item<double>(), 0.3, 1.3);
        Assert.InRange(values.max().item<double>(), 0.67, 1.3);
    }

    [Theory]
    [InlineData(true, MuonScale.AdamLike)]
    [InlineData(false, MuonScale.AdamLike)]
    [InlineData(true, MuonScale.Spectral)]
    public void Step_Twice_IsTheFormula(bool nesterov, MuonScale scale)
    {
        using var scope = NewDisposeScope();
        var options = new MuonOptions { Nesterov = nesterov, Scale = scale, Momentum = 0.7, Iterations = 3 };
        var (weight, momentum) = (randn([9, 4], ScalarType.Float64), zeros([9, 4], ScalarType.Float64));
        var (expected, sum) = (weight.clone(), zeros([9, 4], ScalarType.Float64));
        for (var number = 1; number <= 2; number++)
        {
            var gradient = randn([9, 4], ScalarType.Float64);

            new MuonStep(options).Step([new DenseMember("w", weight, gradient, [momentum], number)], new StepScalars(0.1, 0.5));

            sum = (sum * 0.7) + gradient;
            var direction = nesterov ? gradient + (sum * 0.7) : sum;
            var x = direction / (direction.norm() + 1e-7);
            for (var iteration = 0; iteration < 3; iteration++)
            {
                // The same polynomial from the other side.
                var y = x.t().mm(x);
                x = (x * 3.4445) + x.mm((y * -4.7750) + (y.mm(y) * 2.0315));
            }

            var factor = scale is MuonScale.AdamLike ? 0.2 * 3 : 1.5;
            expected = (expected * (1 - (0.1 * 0.5))) - (x * (0.1 * factor));
        }

        Assert.True(weight.allclose(expected, rtol: 1e-10, atol: 1e-10));
    }

    [Fact]
    public void Step_AdamLike_MovesAMatrixAndItsTransposeAlike()
    {
        using var scope = NewDisposeScope();
        var gradient = randn([9, 4], ScalarType.Float64);
        var (tall, wide) = (zeros([9, 4], ScalarType.Float64), zeros([4, 9], ScalarType.Float64));

        new MuonStep(new MuonOptions()).Step([new DenseMember("w", tall, gradient, [zeros_like(tall)], 1)], new StepScalars(1, 0));
        new MuonStep(new MuonOptions())
            .Step([new DenseMember("w", wide, gradient.t().contiguous(), [zeros_like(wide)], 1)], new StepScalars(1, 0));

        Assert.True(tall.t().allclose(wide, rtol: 1e-10, atol: 1e-10));
    }

    [Fact]
    public void Options_Untouched_ArePublished()
    {
        var options = new MuonOptions();

        Assert.Equal((0.95, true, 5, MuonScale.AdamLike), (options.Momentum, options.Nesterov, options.Iterations, options.Scale));
    }

    [Fact]
    public void StateFor_EncodedMoments_SaysSo()
    {
        var step = new MuonStep(new MuonOptions { FirstMoment = StateEncoding.BFloat16, SecondMoment = StateEncoding.Blockwise8Bit });

        Assert.Equal([StateEncoding.BFloat16], step.StateFor([5, 3]).Select(slot => slot.Encoding));
        Assert.Equal([StateEncoding.BFloat16, StateEncoding.Blockwise8Bit], step.StateFor([5]).Select(slot => slot.Encoding));
        Assert.Equal([true, false], step.StateFor([5]).Select(slot => slot.IsSigned));
    }

    [Fact]
    public void Step_OfAVector_IsAdam()
    {
        using var scope = NewDisposeScope();
        var (one, other, gradient) = (ones([7]), ones([7]), randn([7]));

        new MuonStep(new MuonOptions()).Step([new DenseMember("w", one, gradient, [zeros([7]), zeros([7])], 1)], new StepScalars(0.1, 0.1));
        new FullRankAdamStep(new AdamOptions())
            .Step([new DenseMember("w", other, gradient, [zeros([7]), zeros([7])], 1)], new StepScalars(0.1, 0.1));

        Assert.True(one.eq(other).all().item<bool>());
    }

    [Theory]
    [InlineData(1.0, 5, "momentum")]
    [InlineData(-0.1, 5, "momentum")]
    [InlineData(0.9, 0, "Newton-Schulz iterations")]
    public void Make_OptionOutOfRange_NamesIt(double momentum, int iterations, string name) => Assert.StartsWith(
        name,
        Assert.Throws<InvalidSettingException>(() => new MuonStep(new MuonOptions { Momentum = momentum, Iterations = iterations })).Message,
        StringComparison.Ordinal);
}
