using AdaRank.Optimization.State;

namespace AdaRank.Tests.Optimization.State;

public sealed class DynamicCodeTests
{
    [Fact]
    public void Signed_HasEveryByteOnce_AndIsSymmetricUpToOne()
    {
        var code = DynamicCode.Signed;

        Assert.Equal(256, code.Distinct().Count());
        Assert.Equal(code.Order(), code);
        Assert.Equal((0f, 1f), (code[127], code[^1]));
        Assert.Equal(code.Where(number => number is < 0).Select(number => -number).Order(), code.Where(number => number is > 0 and < 1).Order());
    }

    [Fact]
    public void Unsigned_HasTwiceAsManyNumbersAndNoZero()
    {
        var code = DynamicCode.Unsigned;

        Assert.Equal(256, code.Distinct().Count());
        Assert.True(code[0] > 0);
        Assert.Equal(2 * DynamicCode.Signed.Count(number => number is > 0.1f and < 1), code.Count(number => number is > 0.1f and < 1));
    }

    [Theory]
    [InlineData(-2f, 0)]
    [InlineData(0f, 127)]
    [InlineData(1f, 255)]
    [InlineData(7f, 255)]
    public void Below_ANumber_IsTheLargestCodeThatIsNoMore(float number, int index) =>
        Assert.Equal(index, DynamicCode.Below(DynamicCode.Signed, number));
}
