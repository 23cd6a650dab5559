using System.Runtime.CompilerServices;
using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Banks;

/// <summary>The update by products of cuBLAS and a pass that adds them: for ranks above <see cref="LowRankUpdate.MaxRank"/>, for fp32 weights, and for devices without products of warp groups.</summary>
/// <remarks>A few matrices at a time, so that their products are still in the device's second cache when they are added.</remarks>
internal sealed class ProductUpdate : WeightUpdate
{
    private const int Threads = 256;
    private const int NumbersOfAThread = 8;
    private const int MaxBlocks = 1024;

    private readonly CudaKernel _kernel;
    private readonly GemmShape _shape;
    private readonly GemmTypes _types;
    private readonly CudaBuffer _products;
    private readonly CudaBuffer _pointers;
    private readonly long _distance;
    private readonly int _lot;
    private readonly int _element;

    /// <summary>Makes the update of a bank.</summary>
    /// <param name="kernels">Kernels of the device.</param>
    /// <param name="name">The name of the bank, for messages.</param>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="count">How many matrices.</param>
    /// <param name="type">The type of weights and factors.</param>
    /// <exception cref="CudaException">The device refuses, or has too little memory for a product.</exception>
    public ProductUpdate(BankKernels kernels, string name, in BankGeometry geometry, int count, WeightType type)
        : base(kernels, name, geometry, count)
    {
        (_element, _types, var kernel) = type is WeightType.Float32
            ? (sizeof(float), GemmTypes.Float32, "add_products_fp32")
            : (sizeof(ushort), GemmTypes.BFloat16, "add_products_bf16");
        _kernel = kernels.RoundedAdd.Kernel(kernel);

        // cuBLAS sees transposes: [columns, rows] by the columns, which are lines of B, and the lines of A.
        _shape = new GemmShape(
            BlasOperation.Transpose, BlasOperation.None, geometry.Columns, geometry.Rows, geometry.Rank, geometry.Stride, geometry.Stride, geometry.Columns);
        _distance = ((((long)geometry.Rows * geometry.Columns) + NumbersOfAThread - 1) / NumbersOfAThread) * NumbersOfAThread;
        var device = kernels.Backend.Device;
        _lot = (int)Math.Clamp(device.L2CacheBytes / 2 / (_distance * _element), 1, count);
        _products = new CudaBuffer(device, _lot * _distance * _element, name);
        _pointers = new CudaBuffer(device, 3L * count * nint.Size, name);
    }

    /// <inheritdoc/>
    public override int Launches => 2 * ((Count + _lot - 1) / _lot);

    /// <inheritdoc/>
    public override long ScratchBytes => _products.Bytes;

    /// <inheritdoc/>
    public override void Bind(ReadOnlySpan<UpdateEntry> entries, CudaStream stream)
    {
        base.Bind(entries, stream);
        var pointers = new nint[3 * Count];
        for (var index = 0; index < Count; index++)
        {
            var product = _products.Address + (nint)(index % _lot * _distance * _element);
            (pointers[index], pointers[Count + index], pointers[(2 * Count) + index]) = (entries[index].B, entries[index].A, product);
        }

        _pointers.Write<nint>(pointers, stream);
    }

    /// <inheritdoc/>
    public override void Queue(in UpdateScalars scalars, CudaStream stream)
    {
        var table = Count * nint.Size;
        for (var first = 0; first < Count; first += _lot)
        {
            var count = Math.Min(_lot, Count - first);
            var pointers = _pointers.Address + (first * nint.Size);
            Kernels.Blas.MultiplyBatch(_shape, _types, pointers, pointers + table, pointers + (2 * table), count, 1, 0, stream, Name);

            Add(first, count, scalars, stream);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _products.Dispose();
        _pointers.Dispose();
        base.Dispose();
    }

    private void Add(int first, int count, in UpdateScalars scalars, CudaStream stream)
    {
        var numbers = (long)Geometry.Rows * Geometry.Columns;
        var blocks = Math.Min(MaxBlocks, (numbers + (Threads * NumbersOfAThread) - 1) / (Threads * NumbersOfAThread));
        var arguments = new KernelArguments(stackalloc ulong[8]);
        arguments.Add(Table.Address + (first * Unsafe.SizeOf<UpdateEntry>()));
        arguments.Add(_products.Address);
        arguments.Add(numbers);
        arguments.Add(_distance);
        arguments.Add(scalars.Decay);
        arguments.Add(scalars.Scale);
        arguments.Add(scalars.Seed);
        arguments.Add(scalars.Round);
        _kernel.Launch(new LaunchShape(blocks, count, BlockX: Threads), arguments, stream, Name);
    }
}
