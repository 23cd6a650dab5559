using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Kernels;
using AdaRank.Cuda.Launch;
using AdaRank.Optimization.State;

namespace AdaRank.Cuda.Banks;

/// <summary>The compiled kernels of a device, shared by all its banks.</summary>
internal sealed class BankKernels : IDisposable
{
    private readonly CudaModule _moments;

    /// <summary>The numbers that 8-bit moments can hold: those of signed ones, then those of second moments, 256 each.</summary>
    public static float[] CodeTables { get; } = [.. DynamicCode.Signed, .. DynamicCode.Unsigned];

    /// <summary>Compiles and loads them.</summary>
    /// <param name="backend">The device.</param>
    /// <exception cref="PlatformNotSupportedException">The device is too old for bf16.</exception>
    /// <exception cref="CudaException">A library is missing or refuses.</exception>
    public BankKernels(CudaBackend backend)
    {
        if (backend.Device.Capability.Major < 8)
        {
            throw new PlatformNotSupportedException(
                $"{backend.Device} has no products of bf16, which came with compute capability 8.0 (A100): train on the CPU, or on a newer device.");
        }

        Backend = backend;
        _moments = backend.Load(KernelSources.AdamMoments);
        if (backend.Device.Capability is { Major: 9, Minor: 0 })
        {
            LowRankUpdate = backend.Load(KernelSources.LowRankUpdate);
            StreamedUpdate = backend.Load(KernelSources.StreamedUpdate);
        }

        RoundedAdd = backend.Load(KernelSources.RoundedAdd);
        Blas = new CudaBlas(backend.Device);
        Codes = CudaBuffer.Holding<float>(backend.Device, CodeTables, backend.Stream, "codes of 8-bit moments");
    }

    /// <summary>The device.</summary>
    public CudaBackend Backend { get; }

    /// <summary>Products by cuBLAS.</summary>
    public CudaBlas Blas { get; }

    /// <summary>The update of bf16 weights of any width. Null on a device without products of warp groups, which only compute capability 9.0 has (H100, H200).</summary>
    public CudaModule? LowRankUpdate { get; }

    /// <summary>The update of bf16 weights that the copy engine moves. Null where <see cref="LowRankUpdate"/> is.</summary>
    public CudaModule? StreamedUpdate { get; }

    /// <summary>Adds products of cuBLAS to weights.</summary>
    public CudaModule RoundedAdd { get; }

    /// <summary>The numbers of 8-bit moments.</summary>
    public CudaBuffer Codes { get; }

    /// <summary>The kernel that sums squares of projected gradients, and begins the step of each matrix whose gradient is finite.</summary>
    /// <param name="projected">The type of projected gradients.</param>
    public CudaKernel SquareSums(WeightType projected) => _moments.Kernel(projected is WeightType.Float32 ? "square_sums_fp32" : "square_sums_bf16");

    /// <summary>The kernel that advances moments.</summary>
    /// <param name="encoding">How they are stored.</param>
    /// <param name="weights">The type of weights, which directions have too.</param>
    public CudaKernel Moments(MomentEncoding encoding, WeightType weights)
    {
        var stored = encoding switch
        {
            MomentEncoding.Float32 => "fp32",
            MomentEncoding.BFloat16 => "bf16",
            _ => "8bit",
        };
        return _moments.Kernel($"adam_{stored}_for_{(weights is WeightType.Float32 ? "fp32" : "bf16")}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Codes.Dispose();
        Blas.Dispose();
        RoundedAdd.Dispose();
        StreamedUpdate?.Dispose();
        LowRankUpdate?.Dispose();
        _moments.Dispose();
    }
}
