using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Kernels;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Norms;

namespace AdaRank.Cuda.Dense;

/// <summary>The compiled kernels of steps at full rank, of one device.</summary>
internal sealed class DenseKernels : IDisposable
{
    private readonly CudaModule _module;
    private readonly CudaKernel[] _adam;

    /// <summary>Compiles and loads them.</summary>
    /// <param name="norms">Kernels that measure gradients on the same device; they outlive these.</param>
    /// <exception cref="CudaException">A library is missing or refuses.</exception>
    public DenseKernels(NormKernels norms)
    {
        Norms = norms;

        // Quotients and roots that are off by two units in the last place, at a third of the instructions: the memory then is what bounds a step.
        _module = Backend.Load(KernelSources.DenseAdam, "--prec-div=false", "--prec-sqrt=false");
        _adam = [_module.Kernel("dense_adam_fp32"), _module.Kernel("dense_adam_bf16"), _module.Kernel("dense_adam_8bit")];
        Codes = CudaBuffer.Holding<float>(Backend.Device, [.. BankKernels.CodeTables, .. CodeLines.Signed, .. CodeLines.Unsigned], Backend.Stream, "codes of 8-bit moments");
    }

    /// <summary>The device.</summary>
    public CudaBackend Backend => Norms.Backend;

    /// <summary>Kernels that measure gradients.</summary>
    public NormKernels Norms { get; }

    /// <summary>The numbers of 8-bit moments, and the lines by which a number finds its place among them.</summary>
    public CudaBuffer Codes { get; }

    /// <summary>The kernel of a step.</summary>
    /// <param name="encoding">How moments are stored.</param>
    public CudaKernel Adam(MomentEncoding encoding) => _adam[(int)encoding];

    /// <inheritdoc/>
    public void Dispose()
    {
        Codes.Dispose();
        _module.Dispose();
    }
}
