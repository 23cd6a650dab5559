using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Tensors;

namespace AdaRank.Cuda.Banks;

/// <summary>The update by a kernel for which the copy engine moves whole tiles: for bf16 weights whose lines begin at whole sectors of memory.</summary>
internal sealed class StreamedUpdate : WeightUpdate
{
    private const int TileRows = 64;
    private const int TileColumns = 256;
    private const int Threads = 640;
    private const int WeightStages = 4;
    private const int FactorStages = 2;

    // What a change of the strip costs, in tiles: the lines of B that stay are brought anew.
    private const int TilesOfAChange = 3;

    private const int MapsOfAMatrix = 3;
    private const int SectorBytes = 32;

    private readonly CudaKernel _kernel;
    private readonly LaunchShape _shape;
    private readonly int _unitTiles;
    private readonly CudaBuffer _maps;

    /// <summary>Makes the update of a bank.</summary>
    /// <param name="kernels">Kernels of the device.</param>
    /// <param name="name">The name of the bank, for messages.</param>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="count">How many matrices.</param>
    /// <exception cref="PlatformNotSupportedException">The device has no products of warp groups.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public StreamedUpdate(BankKernels kernels, string name, in BankGeometry geometry, int count)
        : base(kernels, name, geometry, count)
    {
        var depth = geometry.Stride <= 64 ? 64 : 128;
        _kernel = (kernels.StreamedUpdate ?? throw new PlatformNotSupportedException($"{kernels.Backend.Device} has no products of warp groups: use {nameof(ProductUpdate)}.")).Kernel($"stream_bf16_d{depth}");
        var barriers = 8 * ((3 * WeightStages) + (2 * FactorStages) + 2);
        var shared = (TileColumns * depth * 2) + (FactorStages * TileRows * depth * 2) + (WeightStages * TileRows * TileColumns * 2) + barriers + 1024;
        var strips = (geometry.Columns + TileColumns - 1) / TileColumns;
        var lanes = Math.Max(1, kernels.Backend.Device.MultiprocessorCount / strips);
        _shape = new LaunchShape((long)lanes * strips, BlockX: Threads, SharedBytes: shared);
        _unitTiles = UnitTiles((geometry.Rows + TileRows - 1) / TileRows, count, lanes);
        _maps = new CudaBuffer(kernels.Backend.Device, (long)count * MapsOfAMatrix * TensorMap.Bytes, name);
    }

    /// <inheritdoc/>
    public override int Launches => 1;

    /// <summary>Whether the copy engine moves lines of this length well: it wants whole units of 16 bytes, and memory whole sectors.</summary>
    /// <param name="geometry">Shape and rank.</param>
    public static bool CanMove(in BankGeometry geometry) => geometry.Columns * 2 % SectorBytes == 0 && geometry.Rank <= LowRankUpdate.MaxRank;

    /// <summary>How many tiles one under the other are a unit of work, so that the busiest of the lanes has the least to do.</summary>
    /// <param name="tilesDown">Tiles of a strip.</param>
    /// <param name="count">How many matrices.</param>
    /// <param name="lanes">How many units are worked on at a time.</param>
    public static int UnitTiles(int tilesDown, int count, int lanes)
    {
        var (best, leastWork) = (tilesDown, long.MaxValue);
        for (var parts = 1; parts <= tilesDown; parts++)
        {
            var tiles = (tilesDown + parts - 1) / parts;
            var units = (long)count * ((tilesDown + tiles - 1) / tiles);
            var work = (units + lanes - 1) / lanes * (tiles + TilesOfAChange);
            (best, leastWork) = work < leastWork ? (tiles, work) : (best, leastWork);
        }

        return best;
    }

    /// <inheritdoc/>
    public override void Bind(ReadOnlySpan<UpdateEntry> entries, CudaStream stream)
    {
        var (depth, maps) = (Geometry.Stride, new TensorMap[MapsOfAMatrix * entries.Length]);
        var bound = new UpdateEntry[entries.Length];
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = entries[index];
            maps[MapsOfAMatrix * index] = TensorMap.OfLines(entry.A, Geometry.Rows, depth, 64, TileRows);
            maps[(MapsOfAMatrix * index) + 1] = TensorMap.OfDealtLines(entry.B, Geometry.Columns, depth);
            maps[(MapsOfAMatrix * index) + 2] = TensorMap.OfTiles(entry.Weight, Geometry.Rows, Geometry.Columns, TileRows, TileColumns);
            bound[index] = entry with { Maps = _maps.Address + (nint)(index * MapsOfAMatrix * TensorMap.Bytes) };
        }

        _maps.Write<TensorMap>(maps, stream);
        base.Bind(bound, stream);
    }

    /// <inheritdoc/>
    public override void Queue(in UpdateScalars scalars, CudaStream stream)
    {
        var arguments = new KernelArguments(stackalloc ulong[9]);
        arguments.Add(Table.Address);
        arguments.Add(Count);
        arguments.Add(Geometry.Rows);
        arguments.Add(Geometry.Columns);
        arguments.Add(_unitTiles);
        arguments.Add(scalars.Decay);
        arguments.Add(scalars.Scale);
        arguments.Add(scalars.Seed);
        arguments.Add(scalars.Round);
        _kernel.Launch(_shape, arguments, stream, Name);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _maps.Dispose();
        base.Dispose();
    }
}
