using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Native;
using TorchSharp;

namespace AdaRank.Cuda.Tests.Gpu;

public sealed class DeviceTests
{
    [Fact]
    public void Device_OfTorch_HasItsNumberAndMemory()
    {
        var backend = Gpu.Open();

        var memory = backend.Device.Memory();

        Assert.InRange(backend.Device.Capability.Major, 7, 99);
        Assert.InRange(memory.FreeBytes, 1, memory.TotalBytes);
        Assert.NotEmpty(backend.Device.Name);
    }

    [Fact]
    public void Enter_AfterTorch_FindsTorchsContextCurrent()
    {
        var backend = Gpu.Open();
        using var tensor = torch.ones(1, device: torch.CUDA);
        var before = backend.Device.Driver.CurrentContext();

        using (backend.Device.Enter())
        {
            Assert.Equal(before, backend.Device.Driver.CurrentContext());
        }

        Assert.NotEqual(0, before);
    }

    [Fact]
    public void Event_AroundWork_MeasuresIt()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var start = new CudaEvent(backend.Device);
        using var end = new CudaEvent(backend.Device);
        var matrix = torch.randn(2048, 2048, device: torch.CUDA);

        start.Record(backend.Stream);
        for (var i = 0; i < 20; i++)
        {
            matrix.mm(matrix);
        }

        end.Record(backend.Stream);
        end.Wait();

        Assert.True(end.HasHappened);

        // 20 products of 17 GFLOP: above a tenth of a millisecond on any device there is, and far below a minute.
        Assert.InRange(end.MillisecondsSince(start), 0.1f, 60_000);
    }

    [Fact]
    public void Event_WithoutTiming_RefusesToMeasure()
    {
        var backend = Gpu.Open();
        using var start = new CudaEvent(backend.Device, measuresTime: false);
        using var end = new CudaEvent(backend.Device, measuresTime: false);
        start.Record(backend.Stream);
        end.Record(backend.Stream);
        end.Wait();

        Assert.Equal("CUDA_ERROR_INVALID_HANDLE", Assert.Throws<CudaException>(() => end.MillisecondsSince(start)).StatusName);
    }

    [Fact]
    public void Buffer_CopiedThere_ComesBack()
    {
        var backend = Gpu.Open();
        using var buffer = CudaBuffer.Holding<double>(backend.Device, [1.5, -2, Math.PI], backend.Stream, "test");
        using var copy = new CudaBuffer(backend.Device, buffer.Bytes, "test");

        backend.Device.Driver.CopyOnDevice(copy.Address, buffer.Address, buffer.Bytes, backend.Stream, "test");
        buffer.Fill(0, backend.Stream);

        var values = new double[3];
        copy.Read<double>(values, backend.Stream);
        Assert.Equal([1.5, -2, Math.PI], values);
    }

    [Fact]
    public void Buffer_MoreThanTheDeviceHas_IsOutOfMemoryAndTheDeviceGoesOn()
    {
        var backend = Gpu.Open();
        var bytes = backend.Device.Memory().TotalBytes + 1;

        var failure = Assert.Throws<CudaOutOfMemoryException>(() => new CudaBuffer(backend.Device, bytes, "moments"));

        Assert.Equal((bytes, "CUDA_ERROR_OUT_OF_MEMORY", "moments"), (failure.RequestedBytes, failure.StatusName, failure.Bank));
        using var tensor = torch.ones(3, device: torch.CUDA);
        using var sum = tensor.sum();
        Assert.Equal(3, sum.ToSingle());
    }

    [Fact]
    public void Module_NoCode_IsRefusedByTheDriver()
    {
        var backend = Gpu.Open();

        var failure = Assert.Throws<CudaException>(() => new CudaModule(backend.Device, "no code at all\0"u8, "nonsense.cu"));

        Assert.Equal(("cuModuleLoadData", "nonsense.cu"), (failure.Operation, failure.Kernel));
        Assert.StartsWith("CUDA_ERROR_", failure.StatusName, StringComparison.Ordinal);
        Assert.NotEmpty(failure.StatusText);
    }

    [Fact]
    public void Compile_SourceWithErrors_GivesTheCompilersLog()
    {
        var backend = Gpu.Open();

        var failure = Assert.Throws<CudaCompilationException>(() => backend.Load(new KernelSource("broken.cu", "extern \"C\" __global__ void broken() { nonsense(); }")));

        Assert.Contains("broken.cu(1)", failure.Log, StringComparison.Ordinal);
        Assert.Contains("nonsense", failure.Log, StringComparison.Ordinal);
        Assert.Equal("NVRTC_ERROR_COMPILATION", failure.StatusName);
    }

    [Fact]
    public void Compile_SecondStart_ComesFromTheCacheAndRuns()
    {
        var device = Gpu.Open().Device;
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        var first = new KernelCompiler(NvrtcCompiler.Instance, new KernelCache(folder.Path)).Compile(TestKernels.Reverse, device.Capability);

        var second = new KernelCompiler(NvrtcCompiler.Instance, new KernelCache(folder.Path)).Compile(TestKernels.Reverse, device.Capability);

        Assert.Equal((false, true), (first.IsFromCache, second.IsFromCache));
        using var module = new CudaModule(device, second.Image, second.Name);
        AssertReverses(module);
    }

    [Fact]
    public void Compile_PtxForANewerDevice_RunsOnThisOneToo()
    {
        var device = Gpu.Open().Device;
        Assert.SkipUnless(device.Capability.Major >= 8, "The PTX of the test is for compute capability 8.0.");

        var image = NvrtcCompiler.Instance.Compile(TestKernels.Reverse, new CompilationTarget("compute_80"), []);

        using var module = new CudaModule(device, image, TestKernels.Reverse.Name);
        AssertReverses(module);
    }

    [Fact]
    public void Libraries_OfThisMachine_AreFoundWithoutTheSystemsSearch()
    {
        _ = Gpu.Open();
        var locator = new CudaLibraryLocator(CudaFileNames.Current, CudaSearchPlaces.OfThisProcess());

        Assert.All(
            (CudaLibrary[])[CudaLibrary.Nvrtc, CudaLibrary.Blas],
            library => Assert.NotEqual(CudaLibraryOrigin.System, locator.Find(library)[0].Origin));
    }

    private static void AssertReverses(CudaModule module)
    {
        using var scope = torch.NewDisposeScope();
        var values = torch.arange(128, dtype: torch.float32, device: torch.CUDA);
        var expected = values.flip(0);
        var arguments = new KernelArguments(stackalloc ulong[1]);
        arguments.Add(values);

        module.Kernel("reverse").Launch(new LaunchShape(1, BlockX: 128, SharedBytes: 512), arguments, CudaStream.Default);

        Assert.True(values.equal(expected).all().ToBoolean());
    }
}
