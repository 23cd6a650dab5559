using AdaRank.Cuda.Dense;

namespace AdaRank.Cuda.Tests.Dense;

public sealed class DenseParameterTests
{
    [Theory]
    [InlineData(0, 1, 1, "Count")]
    [InlineData(5, -1, 1, "RateFactor")]
    [InlineData(5, double.NaN, 1, "RateFactor")]
    [InlineData(5, 1, double.PositiveInfinity, "DecayFactor")]
    public void Check_NumberOutOfRange_NamesItAndTheParameter(long count, double rate, double decay, string name)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(name, () => new DenseParameter(1, count, DenseWeight.BFloat16, rate, decay).Check(12));

        Assert.Contains("parameter 12", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_UnknownWeight_NamesIt() => Assert.Throws<ArgumentOutOfRangeException>("Weight", () => new DenseParameter(1, 4, (DenseWeight)9).Check(0));

    [Fact]
    public void Check_WithoutDecay_Passes() => new DenseParameter(1, 1, DenseWeight.BFloat16WithMaster, 0, 0).Check(0);
}
