using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using TorchSharp;

namespace AdaRank.Cuda.Tests.Gpu;

public sealed class LaunchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(1_000_003)]
    public void Launch_Axpy_GivesWhatTorchGives(int count)
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var module = backend.Load(TestKernels.Axpy);
        var kernel = module.Kernel("axpy");
        var x = torch.randn(count, device: torch.CUDA);
        var y = torch.randn(count, device: torch.CUDA);
        var expected = (x * 0.5f) + y + 0.25 + 3;

        Axpy(backend, kernel, y, x, 0.5f, 0.25, 3, count);

        // The kernel fuses the multiplication and the addition, and adds one at a time: a few roundings of numbers below 16.
        Assert.InRange((y - expected).abs().max().ToSingle(), 0, 8e-6f);
    }

    [Fact]
    public void Launch_BetweenTensorOperations_RunsInTheirOrder()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var module = backend.Load(TestKernels.Axpy);
        var kernel = module.Kernel("axpy");
        var large = torch.full(4096, 4096, 1f / 4096, device: torch.CUDA);
        var y = torch.zeros(4096 * 4096, device: torch.CUDA);

        // Each product is ones / 4096 again, and takes long enough for a kernel on another stream to overtake it.
        for (var round = 1; round <= 20; round++)
        {
            var product = large.mm(large).reshape(-1);
            Axpy(backend, kernel, y, product, 4096, 0, 0, y.numel());
            var after = y.clone();

            Assert.InRange((after - round).abs().max().ToSingle(), 0, 1e-3f);
        }
    }

    [Fact]
    public void Launch_ViewWithOffset_StartsAtTheView()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var module = backend.Load(TestKernels.Axpy);
        var all = torch.zeros(10, device: torch.CUDA);
        var part = all[4..];
        var ones = torch.ones(6, device: torch.CUDA);

        Axpy(backend, module.Kernel("axpy"), part, ones, 1, 0, 0, 6);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 1, 1], all.cpu().data<float>().ToArray());
    }

    [Fact]
    public void Launch_DynamicSharedMemory_IsGiven()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var module = backend.Load(TestKernels.Reverse);
        var kernel = module.Kernel("reverse");
        var values = torch.arange(512, dtype: torch.float32, device: torch.CUDA);
        var expected = values.reshape(2, 256).flip(1).reshape(-1);
        var arguments = new KernelArguments(stackalloc ulong[1]);
        arguments.Add(values);

        // More than the kernel needs, and more than a kernel gets without asking for it.
        kernel.Launch(new LaunchShape(2, BlockX: 256, SharedBytes: 64 * 1024), arguments, backend.Stream);

        Assert.True(values.equal(expected).all().ToBoolean());
    }

    [Fact]
    public void Launch_IntegerForLongParameter_IsRefusedBeforeTheLaunch()
    {
        var backend = Gpu.Open();
        using var module = backend.Load(TestKernels.Axpy);
        var kernel = module.Kernel("axpy");
        Assert.SkipUnless(backend.Device.Driver.Version() >= 12040, "This driver does not tell the parameters of a kernel.");

        var failure = Assert.Throws<ArgumentException>(() =>
        {
            var arguments = new KernelArguments(stackalloc ulong[6]);
            arguments.Add(0);
            arguments.Add((nint)0);
            arguments.Add(1f);
            arguments.Add(1d);
            arguments.Add(1);
            arguments.Add(0L);
            kernel.Launch(new LaunchShape(1), arguments, backend.Stream);
        });

        Assert.Contains("Parameter 0 of the kernel 'axpy' has 8 bytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernel_UnknownName_IsNamedInTheError()
    {
        var backend = Gpu.Open();
        using var module = backend.Load(TestKernels.Axpy);

        var failure = Assert.Throws<CudaException>(() => module.Kernel("axpby"));

        Assert.Equal("CUDA_ERROR_NOT_FOUND", failure.StatusName);
        Assert.Equal("axpby", failure.Kernel);
        Assert.StartsWith("cuModuleGetFunction of 'axpby' failed: CUDA_ERROR_NOT_FOUND (500)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BlocksAtOnce_SmallKernel_FillsTheDevice()
    {
        var backend = Gpu.Open();
        using var module = backend.Load(TestKernels.Axpy);

        var blocks = module.Kernel("axpy").BlocksAtOnce(256);

        Assert.InRange(blocks, backend.Device.MultiprocessorCount, backend.Device.MultiprocessorCount * (backend.Device.MaxThreadsPerMultiprocessor / 256));
    }

    [Fact]
    public void Stream_WithoutAnotherChosen_IsTheDefaultStream()
        => Assert.Equal(CudaStream.Default, Gpu.Open().Stream);

    private static void Axpy(CudaBackend backend, CudaKernel kernel, torch.Tensor y, torch.Tensor x, float a, double b, int c, long count)
    {
        var arguments = new KernelArguments(stackalloc ulong[6]);
        arguments.Add(y);
        arguments.Add(x);
        arguments.Add(a);
        arguments.Add(b);
        arguments.Add(c);
        arguments.Add(count);

        kernel.Launch(LaunchShape.ForStride(count, kernel.BlocksAtOnce(256)), arguments, backend.Stream, "test");
    }
}
