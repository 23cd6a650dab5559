using AdaRank.Plugins.Projection.LinearAlgebra;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.LinearAlgebra;

public sealed class SmallestTests
{
    [Theory]
    [InlineData(ScalarType.Float32, -126)]
    [InlineData(ScalarType.Float64, -1022)]
    public void ScaleOf_Zeros_IsTheSmallestNormalNumberOfTheType(ScalarType dtype, int exponent)
    {
        using var scope = NewDisposeScope();
        var expected = Math.Pow(2, exponent);

        Assert.Equal(1, Smallest.Of(dtype) / expected, 1e-7);
        Assert.Equal(1, Smallest.ScaleOf(zeros([2, 3], dtype)).to(ScalarType.Float64).item<double>() / expected, 1e-7);
    }

    [Fact]
    public void ScaleOf_Numbers_IsTheLargestMagnitude()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(3, Smallest.ScaleOf(tensor(new[] { -3.0, 2, 0.5 })).item<double>());
    }
}
