using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Kernels;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Norms;

/// <summary>The compiled kernels that measure gradients, of one device.</summary>
internal sealed class NormKernels : IDisposable
{
    private readonly CudaModule _module;

    /// <summary>Compiles and loads them.</summary>
    /// <param name="backend">The device.</param>
    /// <exception cref="CudaException">A library is missing or refuses.</exception>
    public NormKernels(CudaBackend backend)
    {
        Backend = backend;
        _module = backend.Load(KernelSources.GradientNorm);
        Measure = _module.Kernel("measure");
        Begin = _module.Kernel("begin");
    }

    /// <summary>The device.</summary>
    public CudaBackend Backend { get; }

    /// <summary>Sums of squares, norm and factor; may begin a step of full-rank Adam.</summary>
    public CudaKernel Measure { get; }

    /// <summary>Begins a step of full-rank Adam of gradients that were measured before.</summary>
    public CudaKernel Begin { get; }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();
}
