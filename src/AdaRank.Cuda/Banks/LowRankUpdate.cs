using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Banks;

/// <summary>The update by a kernel that brings its own tiles: for bf16 weights of any width, and ranks to <see cref="MaxRank"/>.</summary>
internal sealed class LowRankUpdate : WeightUpdate
{
    /// <summary>The largest rank whose factors stay in shared memory.</summary>
    public const int MaxRank = 128;

    private const int TileRows = 128;
    private const int TileColumns = 128;
    private const int TilesOfABlock = 8;
    private const int Threads = 512;

    private readonly CudaKernel _kernel;
    private readonly LaunchShape _shape;

    /// <summary>Makes the update of a bank.</summary>
    /// <param name="kernels">Kernels of the device.</param>
    /// <param name="name">The name of the bank, for messages.</param>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="count">How many matrices.</param>
    /// <exception cref="PlatformNotSupportedException">The device has no products of warp groups.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public LowRankUpdate(BankKernels kernels, string name, in BankGeometry geometry, int count)
        : base(kernels, name, geometry, count)
    {
        var depth = geometry.Stride <= 64 ? 64 : 128;
        _kernel = (kernels.LowRankUpdate ?? throw new PlatformNotSupportedException($"{kernels.Backend.Device} has no products of warp groups: use {nameof(ProductUpdate)}.")).Kernel($"update_bf16_d{depth}{(geometry.Columns % 8 == 0 ? "" : "_unaligned")}");

        // Two stages of factors and weights, one of the factor that stays, and what aligning the first to 1 KB can take.
        var shared = (TileRows * depth * 2) + (2 * TileColumns * depth * 2) + (2 * TileRows * TileColumns * 2) + 1024;
        var tiles = (geometry.Columns + TileColumns - 1) / TileColumns;
        var strips = (geometry.Rows + TileRows - 1) / TileRows;
        _shape = new LaunchShape(Math.Max(1, tiles / TilesOfABlock), strips, count, Threads, SharedBytes: shared);
    }

    /// <inheritdoc/>
    public override int Launches => 1;

    /// <inheritdoc/>
    public override void Queue(in UpdateScalars scalars, CudaStream stream)
    {
        var arguments = new KernelArguments(stackalloc ulong[8]);
        arguments.Add(Table.Address);
        arguments.Add(Geometry.Rows);
        arguments.Add(Geometry.Columns);
        arguments.Add(Geometry.Stride);
        arguments.Add(scalars.Decay);
        arguments.Add(scalars.Scale);
        arguments.Add(scalars.Seed);
        arguments.Add(scalars.Round);
        _kernel.Launch(_shape, arguments, stream, Name);
    }
}
