using AdaRank.Cuda.Driver;

namespace AdaRank.Cuda.Tests.Driver;

public sealed class CudaDeviceTests
{
    [Fact]
    public void Constructor_Device_KnowsItsProperties()
    {
        var device = FakeDriver.Device();

        Assert.Equal("cuda:0 (Fake 100, 9.0)", device.ToString());
        Assert.Equal(90, device.Capability.Number);
        Assert.Equal(10, device.MultiprocessorCount);
        Assert.Equal(200_000, device.MaxSharedBytesPerBlock);
        Assert.Equal(new MemoryAmounts(1000, 5000), device.Memory());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Constructor_NoSuchDevice_SaysWhichThereAre(int ordinal)
    {
        var driver = FakeDriver.Device().Driver;

        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => new CudaDevice(driver, ordinal));

        Assert.Contains("There are 1 CUDA devices: choose 0 to 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Enter_AnotherContext_IsPutBack()
    {
        var device = FakeDriver.Device();
        FakeDriver.CurrentContext = 0xAA;

        using (device.Enter())
        {
            Assert.Equal(FakeDriver.PrimaryContext, FakeDriver.CurrentContext);
        }

        Assert.Equal(0xAA, FakeDriver.CurrentContext);
    }

    [Fact]
    public void Enter_OwnContextAlready_ChangesNothing()
    {
        var device = FakeDriver.Device();
        FakeDriver.CurrentContext = FakeDriver.PrimaryContext;

        using (device.Enter())
        {
        }

        Assert.Empty(FakeDriver.Calls);
    }

    [Fact]
    public void Release_ContextIsBroken_DoesNotThrow()
    {
        var device = FakeDriver.Device();
        FakeDriver.Failures["CtxGetCurrent"] = 719;

        Assert.False(device.Release(1, static (_, _) => 0));
    }
}
