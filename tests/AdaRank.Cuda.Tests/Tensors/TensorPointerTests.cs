using System.Runtime.InteropServices;
using AdaRank.Cuda.Tensors;
using TorchSharp;

namespace AdaRank.Cuda.Tests.Tensors;

public sealed class TensorPointerTests
{
    [Fact]
    public void Of_Tensor_IsWhereItsValuesAre()
    {
        using var tensor = torch.tensor(new[] { 1.5f, -2f, 3f });

        var values = new float[3];
        Marshal.Copy(TensorPointer.Of(tensor), values, 0, 3);

        Assert.Equal([1.5f, -2f, 3f], values);
    }

    [Fact]
    public void Of_View_CountsItsOffset()
    {
        using var all = torch.zeros(5, 4, dtype: torch.bfloat16);
        using var part = all[2..];

        Assert.Equal(TensorPointer.Of(all) + (2 * 4 * 2), TensorPointer.Of(part));
    }

    [Fact]
    public void Of_DisposedTensor_Throws()
    {
        var tensor = torch.zeros(1);
        tensor.Dispose();

        Assert.Throws<InvalidOperationException>(() => TensorPointer.Of(tensor));
    }

    [Fact]
    public void OnDevice_HostTensor_IsRefusedByName()
    {
        using var tensor = torch.zeros(1);

        var failure = Assert.Throws<ArgumentException>(() => TensorPointer.OnDevice(tensor, "gradients"));

        Assert.Equal("gradients", failure.ParamName);
    }
}
