using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AdaRank.Analyzers.Tests.TorchSharpFacts;

/// <summary>What ADR071 and ADR074 say of TorchSharp. ADR070 cannot be shown here: it ends the process.</summary>
public sealed class AutogradFacts
{
    [Fact]
    public void WeightWrittenInPlace_WhileRecording_Throws()
    {
        using var scope = NewDisposeScope();
        var weight = Parameter(ones(3));

        Assert.Throws<ExternalException>(() => weight.add_(1));
        Assert.Throws<ExternalException>(() => weight.copy_(zeros(3)));
        Assert.Throws<ExternalException>(() => weight[0] = tensor(2f));
        using (no_grad())
        {
            weight.add_(1);
        }

        Assert.Equal(6, weight.sum().item<float>());
    }

    [Fact]
    public void CompoundAssignment_OfALeaf_MakesATensorWithoutGradient()
    {
        using var scope = NewDisposeScope();
        var weight = ones(3, requires_grad: true);
        weight.sum().backward();

        var updated = weight;
        updated -= 0.1f * weight.grad!;

        Assert.NotSame(weight, updated);
        Assert.False(updated.is_leaf);
    }

    [Fact]
    public void InitFunctions_WhileRecording_Work()
    {
        using var scope = NewDisposeScope();
        var weight = Parameter(zeros(3));

        init.ones_(weight);

        Assert.Equal(3, weight.sum().item<float>());
    }

    [Theory]
    [InlineData(0.99, true)]
    [InlineData(0.998, true)]
    [InlineData(0.999, false)]
    [InlineData(0.9995, false)]
    public void SecondMomentInBf16_WithoutGradient_ShrinksBelow0999Only(double beta, bool shrinks)
    {
        using var scope = NewDisposeScope();
        var moment = ones(1, bfloat16);

        for (var step = 0; step < 100; step++)
        {
            moment.mul_(beta);
        }

        Assert.Equal(shrinks, moment.to(float32).item<float>() < 1);
    }

    [Fact]
    public void Adam_OverBf16_KeepsItsMomentsInBf16()
    {
        using var scope = NewDisposeScope();
        var weight = Parameter(ones(3, bfloat16));
        var optimizer = optim.Adam([weight]);
        weight.sum().backward();

        optimizer.step();

        Assert.All(optimizer.state_dict().State, state => Assert.Equal(ScalarType.BFloat16, ((TorchSharp.Modules.Adam.State)state).exp_avg_sq.dtype));
    }
}
