using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Refresh;

/// <summary>Some matrices of a bank while they are refreshed together: where their numbers lie, and the steps that all of them take.</summary>
/// <remarks>All addresses are on the device. Lines of Q and Z are on the short side, those of Y on the long one; see <see cref="RefreshGeometry"/>.</remarks>
internal sealed class RefreshPass
{
    /// <summary>Threads of the elementwise kernels.</summary>
    public const int Threads = 256;

    private const int PartsOfASum = 64;
    private const int MostBlocks = 1024;

    private readonly RefreshKernels _kernels;
    private readonly BlasType _type;
    private readonly nint _members;
    private readonly nint _pointers;
    private readonly nint _parts;

    /// <summary>Takes scratch for the matrices and brings their tables to the device.</summary>
    /// <param name="kernels">Kernels of the device.</param>
    /// <param name="scratch">The memory.</param>
    /// <param name="bank">The name of the bank, for messages.</param>
    /// <param name="geometry">Shape and width.</param>
    /// <param name="type">The type of the gradients.</param>
    /// <param name="entries">The matrices.</param>
    /// <param name="orthonormalisesLongSide">Whether there must be room for a second set of images.</param>
    public RefreshPass(
        RefreshKernels kernels, RefreshScratch scratch, string bank, RefreshGeometry geometry, BlasType type, MemberEntry[] entries, bool orthonormalisesLongSide)
    {
        (_kernels, Scratch, Bank, Geometry, _type, Count) = (kernels, scratch, bank, geometry, type, entries.Length);
        Stream = kernels.Backend.Stream;
        var (lines, other) = ((long)geometry.LongSide, (long)(orthonormalisesLongSide ? geometry.LongSide : geometry.ShortSide));
        Images = scratch.Take(RefreshScratch.Place.Images, Count * lines * geometry.Stride * sizeof(float));
        Columns = scratch.Take(RefreshScratch.Place.Columns, Count * other * geometry.Stride * sizeof(float));
        Factors = scratch.Take(RefreshScratch.Place.Factors, Count * lines * geometry.Stride * ElementBytes);
        Grams = scratch.Take(RefreshScratch.Place.Grams, Count * geometry.SquareCount * sizeof(float));
        Squares = scratch.Take(RefreshScratch.Place.Squares, Count * geometry.SquareCount * sizeof(float));

        var small = new SmallPieces(Count);
        var (members, pointers, parts) = (small.Add(40), small.Add(6 * nint.Size), small.Add(PartsOfASum * sizeof(double)));
        var (scales, statuses, states, errors, shifts, failures) = (small.Add(4), small.Add(4), small.Add(4), small.Add(4), small.Add(4), small.Add(4));
        var (signs, dropped) = (small.Add(4L * geometry.Stride), small.Add(geometry.Stride));
        var start = scratch.Take(RefreshScratch.Place.Small, small.Bytes);
        (_members, _pointers, _parts) = (start + (nint)members, start + (nint)pointers, start + (nint)parts);
        (Scales, Statuses, States, Errors) = (start + (nint)scales, start + (nint)statuses, start + (nint)states, start + (nint)errors);
        (Shifts, Failures, Lengths, Dropped) = (start + (nint)shifts, start + (nint)failures, start + (nint)signs, start + (nint)dropped);
        WriteTables(entries);
    }

    /// <summary>Bytes of an element of the gradients.</summary>
    public int ElementBytes => _type is BlasType.BFloat16 ? 2 : sizeof(float);

    /// <summary>The name of the bank, for messages.</summary>
    public string Bank { get; }

    /// <summary>Shape and width.</summary>
    public RefreshGeometry Geometry { get; }

    /// <summary>How many matrices.</summary>
    public int Count { get; }

    /// <summary>Where everything is queued.</summary>
    public CudaStream Stream { get; }

    /// <summary>The memory.</summary>
    public RefreshScratch Scratch { get; }

    /// <summary>Y, [count, L, stride], fp32.</summary>
    public nint Images { get; }

    /// <summary>Z and Q, [count, d, stride], fp32; [count, L, stride] where the long side is made orthonormal.</summary>
    public nint Columns { get; }

    /// <summary>Q or Y in the type of the gradients.</summary>
    public nint Factors { get; }

    /// <summary>S, [count, k, stride], fp32.</summary>
    public nint Grams { get; }

    /// <summary>What is made of S, [count, k, stride], fp32.</summary>
    public nint Squares { get; }

    /// <summary>Powers of two, [count], fp32.</summary>
    public nint Scales { get; }

    /// <summary>Statuses, [count], int32.</summary>
    public nint Statuses { get; }

    /// <summary>Which matrices are not orthonormal yet, [count], int32.</summary>
    public nint States { get; }

    /// <summary>Distances from orthonormality, [count], fp32.</summary>
    public nint Errors { get; }

    /// <summary>Shifts of wide Gram matrices, [count], fp32.</summary>
    public nint Shifts { get; }

    /// <summary>Which wide Gram matrices had a shift that was too small, [count], int32.</summary>
    public nint Failures { get; }

    /// <summary>Lengths or signs of columns, [count, stride], fp32.</summary>
    public nint Lengths { get; }

    /// <summary>Columns to be drawn anew, [count, stride], bytes.</summary>
    public nint Dropped { get; }

    /// <summary>‖G‖² of all matrices, their scales and statuses.</summary>
    /// <param name="report">Where in the report the first of them stands.</param>
    /// <param name="reportStride">Numbers from one to the next.</param>
    public void Begin(nint report, int reportStride)
    {
        var squares = new KernelArguments(stackalloc ulong[3]);
        squares.Add(_members);
        squares.Add(_parts);
        squares.Add((long)Geometry.Rows * Geometry.Columns);
        _kernels.GradientSquares.For(_type).Launch(new LaunchShape(PartsOfASum, Count, BlockX: Threads), squares, Stream, Bank);

        var begin = new KernelArguments(stackalloc ulong[8]);
        begin.Add(_parts);
        begin.Add(PartsOfASum);
        begin.Add(Count);
        begin.Add(Scales);
        begin.Add(Statuses);
        begin.Add(report);
        begin.Add(reportStride);
        begin.Add(Geometry.Width);
        _kernels.BeginRefresh.Launch(LaunchShape.ForElements(Count, 64), begin, Stream, Bank);
    }

    /// <summary>[Q_old | fresh columns] as factors on the short side (method.md, section 10, "Warm start").</summary>
    /// <param name="seed">The seed of the run.</param>
    public void StartAtBases(ulong seed)
    {
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(_members);
        arguments.Add(Factors);
        arguments.Add(Scales);
        arguments.Add(Geometry.ShortSide);
        arguments.Add(Geometry.Width);
        arguments.Add(Geometry.Stride);
        arguments.Add(Geometry.FreshColumns);
        _kernels.StartAtBasis.For(_type).Launch(Elementwise((long)Geometry.ShortSide * Geometry.Width), arguments, Stream, Bank);

        // Of about unit length, like those that are kept. A basis may have fewer columns than there is room for.
        Draw(Geometry.ShortSide, isWarm: true, (float)(1 / Math.Sqrt(Geometry.ShortSide)), seed);
    }

    /// <summary>Ω as factors on the long side (method.md eq. 3.1).</summary>
    /// <param name="seed">The seed of the run.</param>
    public void StartAtRandom(ulong seed) => Draw(Geometry.LongSide, isWarm: false, 1, seed);

    /// <summary>Y = AᵀQ: factors to images.</summary>
    public void MultiplyToLongSide() => Multiply(Geometry.ToLongSide, 0);

    /// <summary>Z = AY: factors to columns.</summary>
    public void MultiplyToShortSide() => Multiply(Geometry.ToShortSide, 1);

    /// <summary>Columns or images to factors: scaled, and in the type of the gradients.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="lines">d or L.</param>
    public void MakeFactors(nint source, int lines)
    {
        var numbers = (long)lines * Geometry.Stride;
        var arguments = new KernelArguments(stackalloc ulong[4]);
        arguments.Add(source);
        arguments.Add(Factors);
        arguments.Add(Scales);
        arguments.Add(numbers);
        _kernels.ScaleColumns.For(_type).Launch(Elementwise(numbers / 4), arguments, Stream, Bank);
    }

    /// <summary>S = ZᵀZ.</summary>
    /// <param name="lines">Where Z is.</param>
    /// <param name="count">How many lines Z has.</param>
    public void MultiplyToGrams(nint lines, int count)
    {
        var distance = (long)count * Geometry.Stride;
        Strided(Geometry.Gram(count), lines, distance, lines, distance, Grams, Geometry.SquareCount);
    }

    /// <summary>Lines times a k × k matrix of each.</summary>
    /// <param name="lines">Where the lines are.</param>
    /// <param name="squares">Where the matrices are.</param>
    /// <param name="products">Where the products go.</param>
    /// <param name="count">How many lines.</param>
    public void Rotate(nint lines, nint squares, nint products, int count)
    {
        var distance = (long)count * Geometry.Stride;
        Strided(Geometry.Rotation(count), squares, Geometry.SquareCount, lines, distance, products, distance);
    }

    /// <summary>fp32 products of all matrices.</summary>
    /// <param name="shape">Shapes.</param>
    /// <param name="a">The first A.</param>
    /// <param name="distanceA">From one A to the next.</param>
    /// <param name="b">The first B.</param>
    /// <param name="distanceB">From one B to the next.</param>
    /// <param name="c">The first C.</param>
    /// <param name="distanceC">From one C to the next.</param>
    /// <param name="alpha">What products are multiplied by.</param>
    /// <param name="beta">What C is multiplied by.</param>
    public void Strided(
        in GemmShape shape, nint a, long distanceA, nint b, long distanceB, nint c, long distanceC, double alpha = 1, double beta = 0)
        => _kernels.Blas.MultiplyStrided(shape, GemmTypes.Float32, a, distanceA, b, distanceB, c, distanceC, Count, alpha, beta, Stream, Bank);

    /// <summary>The powers of two as a tensor, [count], fp32, the caller's to dispose.</summary>
    public TorchSharp.torch.Tensor ScalesTensor()
    {
        var first = (Scales - Scratch.Take(RefreshScratch.Place.Small, 1)) / sizeof(float);
        using var all = Scratch.View(RefreshScratch.Place.Small, first + Count);
        return all.narrow(0, first, Count);
    }

    /// <summary>Blocks for an elementwise kernel: enough of them along x, matrices along y.</summary>
    /// <param name="threads">How many threads a matrix can use.</param>
    public LaunchShape Elementwise(long threads) => new(Math.Clamp((threads + Threads - 1) / Threads, 1, MostBlocks), Count, BlockX: Threads);

    private void Draw(int lines, bool isWarm, float amplitude, ulong seed)
    {
        var arguments = new KernelArguments(stackalloc ulong[10]);
        arguments.Add(_members);
        arguments.Add(Factors);
        arguments.Add(Scales);
        arguments.Add(lines);
        arguments.Add(Geometry.Width);
        arguments.Add(Geometry.Stride);
        arguments.Add(isWarm ? 1 : 0);
        arguments.Add(Geometry.FreshColumns);
        arguments.Add(amplitude);
        arguments.Add(seed);
        _kernels.DrawGaussians.For(_type).Launch(Elementwise((long)lines * Geometry.Width / 2), arguments, Stream, Bank);
    }

    private void Multiply(in GemmShape shape, int target)
    {
        // Factors, gradients, then images or columns. Where factors are on the short side their distance is another.
        var table = _pointers + (target == 0 ? 0 : 3 * Count * nint.Size);
        var size = Count * nint.Size;
        var types = _type is BlasType.BFloat16 ? GemmTypes.BFloat16ToFloat32 : GemmTypes.Float32;
        _kernels.Blas.MultiplyBatch(shape, types, table, table + size, table + (2 * size), Count, 1, 0, Stream, Bank);
    }

    private void WriteTables(MemberEntry[] entries)
    {
        var (shortLines, longLines) = ((long)Geometry.ShortSide * Geometry.Stride, (long)Geometry.LongSide * Geometry.Stride);
        var pointers = new nint[6 * Count];
        for (var index = 0; index < Count; index++)
        {
            pointers[index] = Factors + (nint)(index * shortLines * ElementBytes);
            pointers[Count + index] = entries[index].Gradient;
            pointers[(2 * Count) + index] = Images + (nint)(index * longLines * sizeof(float));
            pointers[(3 * Count) + index] = Factors + (nint)(index * longLines * ElementBytes);
            pointers[(4 * Count) + index] = entries[index].Gradient;
            pointers[(5 * Count) + index] = Columns + (nint)(index * shortLines * sizeof(float));
        }

        var device = _kernels.Backend.Device;
        using var current = device.Enter();
        device.Driver.CopyToDevice(_members, System.Runtime.InteropServices.MemoryMarshal.AsBytes<MemberEntry>(entries), Stream, Bank);
        device.Driver.CopyToDevice(_pointers, System.Runtime.InteropServices.MemoryMarshal.AsBytes<nint>(pointers), Stream, Bank);
    }
}
