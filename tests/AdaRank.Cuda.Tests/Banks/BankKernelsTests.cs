using AdaRank.Cuda.Banks;

namespace AdaRank.Cuda.Tests.Banks;

public sealed class BankKernelsTests
{
    [Fact]
    public void CodeTables_Always_HoldTwoAscendingCodes()
    {
        var signed = BankKernels.CodeTables[..256];
        var unsigned = BankKernels.CodeTables[256..];

        Assert.Equal(256, signed.Distinct().Count());
        Assert.Equal(256, unsigned.Distinct().Count());
        Assert.Equal(signed.Order(), signed);
        Assert.Equal(unsigned.Order(), unsigned);
        Assert.Contains(0f, signed);
        Assert.True(unsigned[0] > 0, "A second moment must not become zero.");
        Assert.Equal((1f, 1f), (signed[^1], unsigned[^1]));
    }
}
