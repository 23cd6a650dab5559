using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Tests.Driver;

public sealed class OwnedHandleTests
{
    [Fact]
    public void Module_Disposed_IsUnloadedOnceInItsContext()
    {
        var module = new CudaModule(FakeDriver.Device(), [9], "adam.cu");

        FakeDriver.CurrentContext = 0;
        module.Dispose();
        module.Dispose();

        Assert.Equal(["context c0", "load 9", "context c0", "unload 30"], FakeDriver.Calls);
    }

    [Fact]
    public void Module_DriverRefuses_NamesWhatItWas()
    {
        var device = FakeDriver.Device();
        FakeDriver.Failures["ModuleLoadData"] = 719;

        var failure = Assert.Throws<CudaException>(() => new CudaModule(device, [9], "adam.cu"));

        Assert.Equal(("cuModuleLoadData", "adam.cu"), (failure.Operation, failure.Kernel));
    }

    [Fact]
    public void Event_Lifetime_IsMadeRecordedAndDestroyed()
    {
        using (var mark = new CudaEvent(FakeDriver.Device()))
        {
            mark.Record(new CudaStream(0x7));
            mark.Wait();
            Assert.True(mark.HasHappened);
            Assert.Equal(2.5f, mark.MillisecondsSince(mark));
        }

        Assert.Equal(["context c0", "event 0", "record 50 on 7", "wait for event 50", "destroy 50"], FakeDriver.Calls);
    }

    [Fact]
    public void Event_StreamIsNotThereYet_HasNotHappened()
    {
        using var mark = new CudaEvent(FakeDriver.Device(), measuresTime: false);
        FakeDriver.Failures["EventQuery"] = 600;

        Assert.False(mark.HasHappened);
        Assert.Contains("event 2", FakeDriver.Calls);
    }

    [Fact]
    public void Event_AfterDispose_Throws()
    {
        var mark = new CudaEvent(FakeDriver.Device());
        mark.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mark.Record(CudaStream.Default));
    }

    [Fact]
    public void Buffer_WrittenAndRead_GivesTheSameValues()
    {
        using var buffer = CudaBuffer.Holding<long>(FakeDriver.Device(), [3, 1, 4, 1, 5], CudaStream.Default, "pointers");

        var values = new long[5];
        buffer.Read<long>(values, CudaStream.Default);

        Assert.Equal([3, 1, 4, 1, 5], values);
        Assert.Equal(40, buffer.Bytes);
        Assert.Equal("wait for 0", FakeDriver.Calls[^1]);
    }

    [Fact]
    public void Buffer_Filled_HoldsTheByteEverywhere()
    {
        using var buffer = new CudaBuffer(FakeDriver.Device(), 7, "scratch");

        buffer.Fill(0xAB, CudaStream.Default);

        var values = new byte[7];
        buffer.Read<byte>(values, CudaStream.Default);
        Assert.All(values, static value => Assert.Equal(0xAB, value));
    }

    [Fact]
    public void Buffer_Disposed_IsFreedOnceAndHasNoAddress()
    {
        var buffer = new CudaBuffer(FakeDriver.Device(), 8, "scratch");

        buffer.Dispose();
        buffer.Dispose();

        Assert.Single(FakeDriver.Calls, "free");
        Assert.Throws<ObjectDisposedException>(() => buffer.Address);
    }

    [Fact]
    public void Buffer_MoreValuesThanItHolds_IsRefused()
    {
        using var buffer = new CudaBuffer(FakeDriver.Device(), 8, "scratch");

        var failure = Assert.Throws<ArgumentException>(() => buffer.Write<int>([1, 2, 3], CudaStream.Default));

        Assert.StartsWith("values take 12 bytes, but the buffer 'scratch' has 8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Buffer_WriteFails_IsFreed()
    {
        var device = FakeDriver.Device();
        FakeDriver.Failures["MemcpyHtoD"] = 719;

        Assert.Throws<CudaException>(() => CudaBuffer.Holding<int>(device, [1], CudaStream.Default, "pointers"));

        Assert.Contains("free", FakeDriver.Calls);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Buffer_NoBytes_IsRefused(long bytes)
    {
        var device = FakeDriver.Device();

        Assert.Throws<ArgumentOutOfRangeException>(() => new CudaBuffer(device, bytes, "scratch"));
    }

    [Fact]
    public void Buffer_DeviceIsFull_TellsHowMuchWasAskedForAndIsFree()
    {
        var device = FakeDriver.Device();
        FakeDriver.Failures["MemAlloc"] = 2;

        var failure = Assert.Throws<CudaOutOfMemoryException>(() => new CudaBuffer(device, 4096, "moments 2048x5461"));

        Assert.Equal((4096L, 1000L, 5000L), (failure.RequestedBytes, failure.FreeBytes, failure.TotalBytes));
        Assert.StartsWith(
            "cuMemAlloc for bank 'moments 2048x5461' failed: CUDA_ERROR_OUT_OF_MEMORY (2): out of memory. 4,096 bytes were asked for. 1,000 of 5,000 bytes are free",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Buffer_DeviceIsFullAndDoesNotTell_StillFailsWithTheRightType()
    {
        var device = FakeDriver.Device();
        FakeDriver.Failures["MemAlloc"] = 2;
        FakeDriver.Failures["MemGetInfo"] = 719;

        var failure = Assert.Throws<CudaOutOfMemoryException>(() => new CudaBuffer(device, 4096, "moments"));

        Assert.Null(failure.FreeBytes);
    }
}
