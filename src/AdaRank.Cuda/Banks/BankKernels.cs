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
    private const int TileRows = 128;
    private const int TileColumns = 128;
    private const int TilesOfABlock = 8;
    private const int UpdateThreads = 512;

    private readonly CudaModule _moments;
    private readonly CudaModule _update;

    /// <summary>The numbers that 8-bit moments can hold: those of signed ones, then those of second moments, 256 each.</summary>
    public static float[] CodeTables { get; } = [.. DynamicCode.Signed, .. DynamicCode.Unsigned];

    /// <summary>Compiles and loads them.</summary>
    /// <param name="backend">The device.</param>
    /// <exception cref="PlatformNotSupportedException">The device has no products of warp groups.</exception>
    /// <exception cref="CudaException">A library is missing or refuses.</exception>
    public BankKernels(CudaBackend backend)
    {
        if (backend.Device.Capability is not { Major: 9, Minor: 0 })
        {
            throw new PlatformNotSupportedException(
                $"{backend.Device} has another instruction set than the kernels of banks, which are for compute capability 9.0 (H100, H200): train on the CPU, or on such a device.");
        }

        Backend = backend;
        _moments = backend.Load(KernelSources.AdamMoments);
        _update = backend.Load(KernelSources.LowRankUpdate);
        Blas = new CudaBlas(backend.Device);
        SquareSums = _moments.Kernel("square_sums");
        BeginStep = _moments.Kernel("begin_step");
        AdamFloat32 = _moments.Kernel("adam_fp32");
        AdamBFloat16 = _moments.Kernel("adam_bf16");
        Adam8Bit = _moments.Kernel("adam_8bit");
        Codes = CudaBuffer.Holding<float>(backend.Device, CodeTables, backend.Stream, "codes of 8-bit moments");
    }

    /// <summary>The device.</summary>
    public CudaBackend Backend { get; }

    /// <summary>Products by cuBLAS.</summary>
    public CudaBlas Blas { get; }

    /// <summary>Sums of squares of projected gradients, in parts.</summary>
    public CudaKernel SquareSums { get; }

    /// <summary>Adds the parts, and counts the step of each matrix whose gradient is finite.</summary>
    public CudaKernel BeginStep { get; }

    /// <summary>Moments in fp32.</summary>
    public CudaKernel AdamFloat32 { get; }

    /// <summary>Moments in bf16.</summary>
    public CudaKernel AdamBFloat16 { get; }

    /// <summary>Moments in 8 bits.</summary>
    public CudaKernel Adam8Bit { get; }

    /// <summary>The numbers of 8-bit moments.</summary>
    public CudaBuffer Codes { get; }

    /// <summary>The update kernel for a bank, and how it is launched.</summary>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="count">How many matrices.</param>
    public (CudaKernel Kernel, LaunchShape Shape) Update(BankGeometry geometry, int count)
    {
        var depth = geometry.Stride <= 64 ? 64 : 128;
        var kernel = _update.Kernel($"update_bf16_d{depth}{(geometry.Columns % 8 == 0 ? "" : "_unaligned")}");

        // Two stages of factors and weights, one of the factor that stays, and what aligning the first to 1 KB can take.
        var shared = (TileRows * depth * 2) + (2 * TileColumns * depth * 2) + (2 * TileRows * TileColumns * 2) + 1024;
        var tiles = (geometry.Columns + TileColumns - 1) / TileColumns;
        var strips = (geometry.Rows + TileRows - 1) / TileRows;
        return (kernel, new LaunchShape(Math.Max(1, tiles / TilesOfABlock), strips, count, UpdateThreads, SharedBytes: shared));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Codes.Dispose();
        Blas.Dispose();
        _update.Dispose();
        _moments.Dispose();
    }
}
