using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Tests.Driver;

public sealed class CudaKernelTests
{
    [Fact]
    public void Launch_Arguments_ArriveInOrder()
    {
        using var module = Module([8, 4, 4, 8]);
        var kernel = module.Kernel("adam");
        var arguments = new KernelArguments(stackalloc ulong[4]);
        arguments.Add((nint)0x1000);
        arguments.Add(-1);
        arguments.Add(0.5f);
        arguments.Add(7L);

        kernel.Launch(new LaunchShape(3, 2, 1, BlockX: 128, SharedBytes: 64), arguments, new CudaStream(0x5), "mlp");

        Assert.Equal([0x1000, 0xffff_ffff, 0x3f00_0000, 7], FakeDriver.Arguments);
        Assert.Equal("launch 31 <<<3,2,1 128,1,1 64 5>>>", FakeDriver.Calls[^1]);
    }

    [Fact]
    public void Launch_WithoutParameters_Works()
    {
        using var module = Module([]);

        module.Kernel("adam").Launch(new LaunchShape(1), new KernelArguments([]), CudaStream.Default);

        Assert.StartsWith("launch", FakeDriver.Calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Launch_Repeated_AllocatesNothing()
    {
        using var module = Module([8, 4]);
        var kernel = module.Kernel("adam");
        FakeDriver.IsSilent = true;
        LaunchOften(kernel);

        var before = GC.GetAllocatedBytesForCurrentThread();
        LaunchOften(kernel);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Launch_LargeSharedMemory_IsAllowedOnceAndForAll()
    {
        using var module = Module(null);
        var kernel = module.Kernel("adam");

        Launch(kernel, 40_000);
        Launch(kernel, 100_000);
        Launch(kernel, 60_000);

        Assert.Equal(["attribute 8 = 100000"], FakeDriver.Calls.Where(static call => call.StartsWith("attribute", StringComparison.Ordinal)));
    }

    [Fact]
    public void Launch_MoreSharedMemoryThanTheDeviceHas_IsRefusedWithTheLimit()
    {
        using var module = Module(null);
        var kernel = module.Kernel("adam");

        // 200,000 of the device less 1,024 that the kernel declares.
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => Launch(kernel, 198_977));

        Assert.Contains("SharedBytes of 0 to 198976", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeDriver.Calls, static call => call.StartsWith("launch", StringComparison.Ordinal));
    }

    [Fact]
    public void Launch_DriverFails_NamesKernelAndBank()
    {
        using var module = Module(null);
        var kernel = module.Kernel("adam");
        FakeDriver.Failures["LaunchKernel"] = 719;

        var failure = Assert.Throws<CudaException>(() => Launch(kernel, 0, "mlp 4096x11008"));

        Assert.StartsWith(
            "cuLaunchKernel of 'adam' for bank 'mlp 4096x11008' failed: CUDA_ERROR_LAUNCH_FAILED (719): unspecified launch failure. A kernel queued earlier",
            failure.Message,
            StringComparison.Ordinal);
        Assert.Equal(
            (719, "CUDA_ERROR_LAUNCH_FAILED", "unspecified launch failure", "cuLaunchKernel", "adam", "mlp 4096x11008"),
            (failure.StatusCode, failure.StatusName, failure.StatusText, failure.Operation, failure.Kernel, failure.Bank));
    }

    [Fact]
    public void Launch_StatusWithoutName_StillTellsTheNumber()
    {
        using var module = Module(null);
        var kernel = module.Kernel("adam");
        FakeDriver.Failures["LaunchKernel"] = 4711;

        var failure = Assert.Throws<CudaException>(() => Launch(kernel, 0));

        Assert.Equal("cuLaunchKernel of 'adam' failed: CUDA_ERROR_UNKNOWN_STATUS (4711).", failure.Message);
    }

    [Fact]
    public void Launch_ModuleWasDisposed_Throws()
    {
        var module = Module(null);
        var kernel = module.Kernel("adam");
        module.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Launch(kernel, 0));
    }

    [Fact]
    public void Launch_AnotherDeviceIsCurrent_PutsItBack()
    {
        using var module = Module(null);
        var kernel = module.Kernel("adam");
        FakeDriver.CurrentContext = 0xAA;

        Launch(kernel, 0);

        Assert.Equal(0xAA, FakeDriver.CurrentContext);
    }

    [Fact]
    public void BlocksAtOnce_Kernel_CountsAllMultiprocessors()
    {
        using var module = Module(null);

        Assert.Equal(40, module.Kernel("adam").BlocksAtOnce(256));
    }

    [Fact]
    public void Kernel_Attributes_AreRead()
    {
        using var module = Module(null);

        var kernel = module.Kernel("adam");

        Assert.Equal((40, 0), (kernel.Registers, kernel.SpilledBytes));
        Assert.Contains("function adam of 30", FakeDriver.Calls);
    }

    private static CudaModule Module(int[]? parameters)
    {
        // The driver looks for the function that tells the parameters when it is made.
        _ = FakeDriver.Device();
        FakeDriver.Parameters = parameters;
        return new CudaModule(new CudaDevice(FakeDriver.Driver(), 0), [1, 2, 3], "adam.cu");
    }

    private static void LaunchOften(CudaKernel kernel)
    {
        Span<ulong> slots = stackalloc ulong[2];
        for (var i = 0; i < 100; i++)
        {
            var arguments = new KernelArguments(slots);
            arguments.Add(1L);
            arguments.Add(i);
            kernel.Launch(LaunchShape.ForElements(1000), arguments, CudaStream.Default, "mlp");
        }
    }

    private static void Launch(CudaKernel kernel, int sharedBytes, string? bank = null)
        => kernel.Launch(new LaunchShape(1, SharedBytes: sharedBytes), new KernelArguments([]), CudaStream.Default, bank);
}
