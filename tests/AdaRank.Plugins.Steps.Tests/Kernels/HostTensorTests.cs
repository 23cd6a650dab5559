using System.Runtime.InteropServices;
using AdaRank.Plugins.Steps.Kernels;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.Kernels;

public sealed class HostTensorTests
{
    [Fact]
    public void IsReachable_OtherTensors_IsFalse()
    {
        using var scope = NewDisposeScope();

        Assert.True(HostTensor.IsReachable(ones(3, 4), ScalarType.Float32));
        Assert.True(HostTensor.IsReachable(ones(0, 4), ScalarType.Float32));
        Assert.False(HostTensor.IsReachable(ones(3, 4), ScalarType.Float64));
        Assert.False(HostTensor.IsReachable(ones(3, 4).t(), ScalarType.Float32));
        Assert.False(HostTensor.IsReachable(ones(1).expand(3), ScalarType.Float32));
        Assert.False(HostTensor.IsReachable(ones(3, 4, ScalarType.BFloat16), ScalarType.Float32));
        Assert.False(HostTensor.IsReachable(ones(3, 4).to_sparse(), ScalarType.Float32));
        Assert.False(HostTensor.IsReachable(ones(3, 4, device: META), ScalarType.Float32));
    }

    [Fact]
    public void Numbers_OfAViewWithAnOffset_AreThoseOfTheView()
    {
        using var scope = NewDisposeScope();
        var whole = arange(12, ScalarType.Float64).reshape(3, 4);

        var numbers = HostTensor.Numbers<double>(whole[1]);
        numbers[0] = -1;

        Assert.Equal([-1.0, 5, 6, 7], numbers.ToArray());
        Assert.Equal(-1, whole[1, 0].item<double>());
    }

    [Fact]
    public void MarkWritten_WeightThatBackwardNeeds_MakesItRefuse()
    {
        using var scope = NewDisposeScope();
        var weight = new TorchSharp.Modules.Parameter(ones(3, 2));
        var input = ones(2, 3).requires_grad_();
        var loss = input.mm(weight).sum();
        using (no_grad())
        {
            HostTensor.Numbers<float>(weight)[0] = 7;
            HostTensor.MarkWritten(weight);
        }

        var problem = Assert.Throws<ExternalException>(() => loss.backward());

        Assert.Contains("modified by an inplace operation", problem.Message, StringComparison.Ordinal);
        Assert.Equal(7, weight[0, 0].item<float>());
    }
}
