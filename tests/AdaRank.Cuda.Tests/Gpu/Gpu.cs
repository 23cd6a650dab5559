using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using TorchSharp;

namespace AdaRank.Cuda.Tests.Gpu;

/// <summary>The CUDA device of this machine, for tests that need one.</summary>
internal static class Gpu
{
    private static readonly Lazy<string?> WhyNot = new(static () =>
    {
        try
        {
            var count = CudaDriver.Instance.DeviceCount();
            return count == 0 ? "The driver finds no CUDA device." : torch.cuda.is_available() ? null : "This libtorch has no CUDA.";
        }
        catch (CudaException failure)
        {
            return "No CUDA device: " + failure.Message.Split('\n')[0];
        }
    });

    /// <summary>The first device with a compiler that has no cache; skips the test where there is none.</summary>
    public static CudaBackend Open()
    {
        Assert.SkipWhen(WhyNot.Value is not null, WhyNot.Value ?? "");
        return new CudaBackend(CudaDevice.Get(0), new KernelCompiler(NvrtcCompiler.Instance, KernelCache.None));
    }
}
