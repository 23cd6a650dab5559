using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Tensors;

public sealed class TensorTableTests
{
    [Fact]
    public void Take_TensorsThatStay_TellsOnlyTheFirstTime()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors = [zeros(4), zeros(8)];
        var addresses = new nint[2];

        Assert.True(TensorTable.Take(tensors, addresses));
        Assert.False(TensorTable.Take(tensors, addresses));
        tensors[1] = tensors[1].slice(0, 1, 5, 1);
        Assert.True(TensorTable.Take(tensors, addresses));
        Assert.False(TensorTable.IsAligned(addresses[1]));
    }

    [Fact]
    public void Check_TensorOnTheHost_SaysWhatIsTaken()
    {
        using var tensor = zeros(4, 3);

        var thrown = Assert.Throws<ArgumentException>("gradients", () => TensorTable.Check("gradients", 7, tensor, ScalarType.BFloat16, 12, 0, "norms"));

        Assert.StartsWith("gradients[7] is Float32 [4, 3] on cpu: 'norms' takes 12 contiguous numbers of BFloat16 on cuda:0.", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void CheckRate_OutOfRange_NamesIt(double rate) => Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => TensorTable.CheckRate("learningRate", rate));

    [Fact]
    public void At_PartsOfATensor_LieOneAfterTheOther()
    {
        using var tensor = zeros(3, 2, 4);
        using var empty = zeros(3, 0);

        Assert.Equal([0, 32, 64], Enumerable.Range(0, 3).Select(index => (int)(TensorTable.At(tensor, index) - TensorPointer.Of(tensor))));
        Assert.Equal(0, TensorTable.At(empty, 2));
    }
}
