using AdaRank.Cuda.Blas;

namespace AdaRank.Cuda.Tests.Blas;

public sealed class GemmTypesTests
{
    [Fact]
    public void Types_Supported_AreSummedInTheRightType()
    {
        Assert.Equal(BlasComputeType.Float32, GemmTypes.Float32.Compute);
        Assert.Equal(BlasComputeType.Float32, GemmTypes.BFloat16.Compute);
        Assert.Equal(BlasComputeType.Float32, GemmTypes.BFloat16ToFloat32.Compute);
        Assert.Equal(BlasComputeType.Float64, GemmTypes.Float64.Compute);
    }

    [Fact]
    public void Check_EachProductThatCublasHas_IsAccepted()
    {
        foreach (var types in (GemmTypes[])[GemmTypes.Float32, GemmTypes.Float64, GemmTypes.BFloat16, GemmTypes.BFloat16ToFloat32])
        {
            types.Check("types");
        }
    }

    [Theory]
    [InlineData(nameof(BlasType.Float32), nameof(BlasType.BFloat16))]
    [InlineData(nameof(BlasType.Float32), nameof(BlasType.Float64))]
    [InlineData(nameof(BlasType.Float64), nameof(BlasType.Float32))]
    [InlineData(nameof(BlasType.BFloat16), nameof(BlasType.Float64))]
    public void Check_ProductThatCublasLacks_NamesBothTypes(string factors, string product)
    {
        var types = new GemmTypes(Enum.Parse<BlasType>(factors), Enum.Parse<BlasType>(product));

        var failure = Assert.Throws<ArgumentException>(() => types.Check("types"));

        Assert.StartsWith($"types is {factors} giving {product}, and cuBLAS has no such product", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ScaleBits_Number_IsInTheTypeOfTheSums()
    {
        Assert.Equal(0x3f80_0000UL, GemmTypes.BFloat16.ScaleBits(1, "alpha"));
        Assert.Equal(0x3ff0_0000_0000_0000UL, GemmTypes.Float64.ScaleBits(1, "alpha"));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e39)] // finite in fp64 only
    public void ScaleBits_NotFinite_IsRefused(double value)
    {
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => GemmTypes.Float32.ScaleBits(value, "beta"));

        Assert.Equal("beta", failure.ParamName);
    }
}
