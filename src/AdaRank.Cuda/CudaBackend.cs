using AdaRank.Cuda.Compilation;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Tensors;

namespace AdaRank.Cuda;

/// <summary>A device with all that it takes to work on TorchSharp's tensors there: compiler, stream, memory.</summary>
/// <param name="device">The device.</param>
/// <param name="compiler">Compiles kernels for it.</param>
internal sealed class CudaBackend(CudaDevice device, KernelCompiler compiler)
{
    /// <summary>The device.</summary>
    public CudaDevice Device => device;

    /// <summary>The stream on which this thread's next tensor operation on the device will run.</summary>
    /// <exception cref="CudaException">libtorch fails.</exception>
    public CudaStream Stream => TorchStream.On(device);

    /// <summary>Opens a device, with NVRTC and the cache of this user.</summary>
    /// <param name="ordinal">Its number, from 0, the same as PyTorch's.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such device.</exception>
    /// <exception cref="CudaException">Driver or NVRTC are missing, or the driver refuses.</exception>
    public static CudaBackend Open(int ordinal = 0)
        => new(CudaDevice.Get(ordinal), new KernelCompiler(NvrtcCompiler.Instance, KernelCache.OfUser()));

    /// <summary>Compiles kernels, unless the cache has them, and loads them.</summary>
    /// <param name="source">The source.</param>
    /// <param name="options">Options of NVRTC besides the architecture, such as <c>--use_fast_math</c>.</param>
    /// <returns>The kernels. The caller owns them, and keeps them until what was queued of them has run.</returns>
    /// <exception cref="CudaCompilationException">The source has errors.</exception>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public CudaModule Load(KernelSource source, params IReadOnlyList<string> options)
    {
        var compiled = compiler.Compile(source, device.Capability, options);
        return new CudaModule(device, compiled.Image, compiled.Name);
    }
}
