using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Limiting;

/// <summary>Adam's moments in the subspaces of a bank: from gradients to directions, for steps that do with these what they want.</summary>
/// <remarks>
/// method.md eq. 2.3 and 4.1 to 4.4: project, sum squares, decide on the device which matrices take part, advance the moments. Kernels and
/// layout are those of <see cref="AdamBank"/>; the host reads nothing.
/// </remarks>
internal sealed class SubspaceMoments : IDisposable
{
    private const int PartsOfASum = 32;
    private const int ThreadsOfMoments = 256;
    private const int BlockOfACode = 256;
    private const ulong MomentDomain = 0x9E37_79B9_7F4A_7C15;

    private readonly ScalingKernels _scaling;
    private readonly BankKernels _kernels;
    private readonly AdamSettings _settings;
    private readonly ulong _seed;
    private readonly CudaBuffer _table;
    private readonly CudaBuffer _pointers;
    private readonly CudaBuffer _parts;
    private readonly CudaBuffer _arrivals;
    private readonly CudaKernel _squareSums;
    private readonly CudaKernel _advance;
    private readonly Tensor _gradients;
    private readonly Tensor[] _owned;

    /// <summary>Makes zero moments and zero bases.</summary>
    /// <param name="kernels">Kernels of the device; they outlive this object.</param>
    /// <param name="name">The bank's name, for messages.</param>
    /// <param name="geometry">Shape and rank of all matrices.</param>
    /// <param name="keys">A number for each matrix that keys its random bits: the hash of its checkpoint name.</param>
    /// <param name="encoding">How moments are stored.</param>
    /// <param name="settings">Decays and ε.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there is no matrix.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public SubspaceMoments(
        ScalingKernels kernels, string name, BankGeometry geometry, IReadOnlyList<ulong> keys, MomentEncoding encoding, AdamSettings settings, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        settings.Check();
        (_scaling, _kernels, Name, Geometry, Count, Encoding, _settings, _seed) = (kernels, kernels.Banks, name, geometry, keys.Count, encoding, settings, seed);
        var (device, length, stride) = (new Device(TorchSharp.DeviceType.CUDA, _kernels.Backend.Device.Ordinal), geometry.LongSide, geometry.Stride);
        var type = encoding switch
        {
            MomentEncoding.Float32 => ScalarType.Float32,
            MomentEncoding.BFloat16 => ScalarType.BFloat16,
            _ => ScalarType.Byte,
        };
        var blocks = encoding is MomentEncoding.Blockwise8Bit ? (geometry.MomentCount + BlockOfACode - 1) / BlockOfACode : 0;
        var projected = encoding is MomentEncoding.Float32 ? WeightType.Float32 : WeightType.BFloat16;
        (_squareSums, _advance) = (_kernels.SquareSums(projected), _kernels.Moments(encoding, WeightType.BFloat16));
        Bases = Lines(geometry.ShortSide);
        First = Zeros([Count, length, stride], type);
        Second = Zeros([Count, length, stride], type);
        FirstScales = Zeros([Count, blocks], ScalarType.Float32);
        SecondScales = Zeros([Count, blocks], ScalarType.Float32);
        Projected = Zeros([Count, length, stride], ScalarType.Float32);
        Directions = Lines(length);
        Corrections = Zeros([Count, 2], ScalarType.Float32);

        // Moments in few bits take R in bf16; norms of channels are taken of the fp32 that comes of the product.
        _gradients = projected is WeightType.Float32 ? Projected.alias().DetachFromDisposeScope() : Zeros([Count, length, stride], ScalarType.BFloat16);
        Steps = Zeros([Count], ScalarType.Int64);
        Finite = Zeros([Count], ScalarType.Int32);
        Energies = Zeros([Count], ScalarType.Float64);
        _owned = [Bases, First, Second, FirstScales, SecondScales, Projected, Directions, Steps, Finite, Energies, Corrections, _gradients];

        var (cuda, stream) = (_kernels.Backend.Device, _kernels.Backend.Stream);
        Names = CudaBuffer.Holding<ulong>(cuda, [.. keys], stream, name);
        _parts = new CudaBuffer(cuda, (long)Count * PartsOfASum * sizeof(double), name);
        _arrivals = CudaBuffer.Holding<uint>(cuda, new uint[Count], stream, name);
        _pointers = new CudaBuffer(cuda, 4L * Count * nint.Size, name);
        _table = CudaBuffer.Holding<MomentsEntry>(cuda, Entries(keys), stream, name);

        Tensor Zeros(long[] shape, ScalarType dtype) => zeros(shape, dtype, device).DetachFromDisposeScope();

        // The copy engine reads lines in groups of 32, and so beyond the last one.
        Tensor Lines(int lines)
        {
            using var all = zeros([((long)Count * lines) + 31, stride], ScalarType.BFloat16, device);
            using var mine = all.narrow(0, 0, (long)Count * lines);
            return mine.view(Count, lines, stride).DetachFromDisposeScope();
        }
    }

    /// <summary>The bank's name.</summary>
    public string Name { get; }

    /// <summary>Shape and rank.</summary>
    public BankGeometry Geometry { get; }

    /// <summary>How many matrices there are.</summary>
    public int Count { get; }

    /// <summary>How moments are stored.</summary>
    public MomentEncoding Encoding { get; }

    /// <summary>Q of each matrix, [count, d, stride] in bf16; columns from r on are zero and stay so.</summary>
    public Tensor Bases { get; }

    /// <summary>M of each matrix, [count, L, stride], encoded.</summary>
    public Tensor First { get; }

    /// <summary>V of each matrix, [count, L, stride], encoded.</summary>
    public Tensor Second { get; }

    /// <summary>The scales of blocks of 8-bit first moments, [count, blocks]; empty otherwise.</summary>
    public Tensor FirstScales { get; }

    /// <summary>The scales of blocks of 8-bit second moments, [count, blocks]; empty otherwise.</summary>
    public Tensor SecondScales { get; }

    /// <summary>R of the last step, [count, L, stride] in fp32: scratch.</summary>
    public Tensor Projected { get; }

    /// <summary>N of the last step, [count, L, stride] in bf16: scratch.</summary>
    public Tensor Directions { get; }

    /// <summary>Executed steps of each matrix, [count], int64.</summary>
    public Tensor Steps { get; }

    /// <summary>Whether the last gradient of each matrix was finite, [count], int32.</summary>
    public Tensor Finite { get; }

    /// <summary>‖R‖² of the last step of each matrix, [count], fp64.</summary>
    public Tensor Energies { get; }

    /// <summary>1 / (1 - βᵗ) of the last step for both moments of each matrix, [count, 2], fp32: scratch.</summary>
    public Tensor Corrections { get; }

    /// <summary>The keys of random bits, on the device.</summary>
    public CudaBuffer Names { get; }

    /// <summary>The table of addresses of gradients, on the device.</summary>
    public nint GradientTable => _pointers.Address + (Count * nint.Size);

    /// <summary>The table of addresses of weights, on the device.</summary>
    public nint WeightTable => _pointers.Address + (3 * Count * nint.Size);

    /// <summary>Bytes of moments, as allocated.</summary>
    public long MomentBytes => ((IEnumerable<Tensor>)[First, Second, FirstScales, SecondScales]).Sum(static tensor => tensor.numel() * tensor.element_size());

    /// <summary>Writes the tables of addresses.</summary>
    /// <param name="weights">W of each.</param>
    /// <param name="gradients">G of each.</param>
    /// <param name="stream">Where.</param>
    public void WriteTables(ReadOnlySpan<nint> weights, ReadOnlySpan<nint> gradients, CudaStream stream)
    {
        var pointers = new nint[4 * Count];
        for (var index = 0; index < Count; index++)
        {
            pointers[index] = TensorTable.At(Bases, index);
            pointers[(2 * Count) + index] = TensorTable.At(Projected, index);
        }

        gradients.CopyTo(pointers.AsSpan(Count));
        weights.CopyTo(pointers.AsSpan(3 * Count));
        _pointers.Write<nint>(pointers, stream);
    }

    /// <summary>Queues the way from gradients, whose addresses stand in the table, to directions.</summary>
    /// <param name="gradientScale">Address of what gradients are multiplied by, one fp32 number on the device; 0 for none.</param>
    /// <param name="stream">Where.</param>
    public void Advance(nint gradientScale, CudaStream stream)
    {
        Project(stream);
        if (gradientScale != 0)
        {
            ScaleProjected(gradientScale, stream);
        }

        if (Encoding is not MomentEncoding.Float32)
        {
            _gradients.copy_(Projected);
        }

        Begin(stream);
        AdvanceMoments(stream);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _owned)
        {
            tensor.Dispose();
        }

        Names.Dispose();
        _table.Dispose();
        _pointers.Dispose();
        _parts.Dispose();
        _arrivals.Dispose();
    }

    private MomentsEntry[] Entries(IReadOnlyList<ulong> keys)
    {
        var entries = new MomentsEntry[Count];
        for (var index = 0; index < Count; index++)
        {
            entries[index] = new MomentsEntry(
                TensorTable.At(_gradients, index), TensorTable.At(First, index), TensorTable.At(Second, index), TensorTable.At(FirstScales, index), TensorTable.At(SecondScales, index),
                TensorTable.At(Directions, index), keys[index], TensorTable.At(Steps, index), TensorTable.At(Finite, index), TensorTable.At(Energies, index), TensorTable.At(Corrections, index));
        }

        return entries;
    }

    /// <summary>R = Gᵀ Q for a left projection and G Q for a right one, [L, r], by cuBLAS, whose matrices are the transposes of ours.</summary>
    private void Project(CudaStream stream)
    {
        var shape = new GemmShape(
            BlasOperation.None, Geometry.IsLeft ? BlasOperation.Transpose : BlasOperation.None, Geometry.Rank, Geometry.LongSide, Geometry.ShortSide,
            Geometry.Stride, Geometry.Columns, Geometry.Stride);
        var projected = _pointers.Address + (2 * Count * nint.Size);
        _kernels.Blas.MultiplyBatch(shape, GemmTypes.BFloat16ToFloat32, _pointers.Address, GradientTable, projected, Count, 1, 0, stream, Name);
    }

    private void ScaleProjected(nint gradientScale, CudaStream stream)
    {
        // Lines are padded to eight numbers.
        var fours = Count * Geometry.MomentCount / 4;
        var arguments = new KernelArguments(stackalloc ulong[3]);
        arguments.Add(Projected);
        arguments.Add(gradientScale);
        arguments.Add(fours);
        _scaling.ScaleProjected.Launch(LaunchShape.ForStride(fours, 8L * _kernels.Backend.Device.MultiprocessorCount), arguments, stream, Name);
    }

    private void Begin(CudaStream stream)
    {
        // R is clipped already, if it is.
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(_table.Address);
        arguments.Add(_parts.Address);
        arguments.Add(_arrivals.Address);
        arguments.Add(Geometry.MomentCount);
        arguments.Add(_settings.Beta1);
        arguments.Add(_settings.Beta2);
        arguments.Add((nint)0);
        _squareSums.Launch(new LaunchShape(PartsOfASum, Count, BlockX: ThreadsOfMoments), arguments, stream, Name);
    }

    private void AdvanceMoments(CudaStream stream)
    {
        var arguments = new KernelArguments(stackalloc ulong[8]);
        arguments.Add(_table.Address);
        arguments.Add(Geometry.MomentCount);
        arguments.Add(_settings.Beta1);
        arguments.Add(_settings.Beta2);
        arguments.Add((float)_settings.Epsilon);
        arguments.Add((nint)0);
        if (Encoding is not MomentEncoding.Float32)
        {
            arguments.Add(_seed ^ MomentDomain);
        }

        if (Encoding is MomentEncoding.Blockwise8Bit)
        {
            arguments.Add(_kernels.Codes.Address);
        }

        var blocks = Math.Clamp(Geometry.MomentCount / (8 * ThreadsOfMoments), 1, 64);
        _advance.Launch(new LaunchShape(blocks, Count, BlockX: ThreadsOfMoments), arguments, stream, Name);
    }
}
