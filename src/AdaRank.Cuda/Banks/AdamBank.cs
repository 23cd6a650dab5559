using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Banks;

/// <summary>Low-rank Adam for matrices of one shape and rank: four launches a step for bf16 weights and ranks to 128, however many they are.</summary>
/// <remarks>
/// method.md eq. 2.3 and 4.1 to 4.5. Project all gradients, sum their squares and decide on the device which are finite, advance the
/// moments, add basis times direction to the weights, which rounds stochastically if they are bf16. Nothing comes back to the host. A matrix with NaN or Inf
/// in its gradient is passed over, and neither its state nor its count of steps changes.
/// </remarks>
internal sealed class AdamBank : IDisposable
{
    private const int PartsOfASum = 32;
    private const int ThreadsOfMoments = 256;
    private const int BlockOfACode = 256;

    // Of moments and of weights, so that no two roundings use the same bits.
    private const ulong MomentDomain = 0x9E37_79B9_7F4A_7C15;
    private const ulong WeightDomain = 0xD1B5_4A32_D192_ED03;

    private readonly BankKernels _kernels;
    private readonly AdamSettings _settings;
    private readonly ulong _seed;
    private readonly ulong[] _names;
    private readonly WeightUpdate _update;
    private readonly CudaKernel _squareSums;
    private readonly CudaKernel _advance;
    private readonly GemmTypes _projection;
    private readonly nint[] _weights;
    private readonly nint[] _gradients;
    private readonly CudaBuffer _momentTable;
    private readonly CudaBuffer _pointers;
    private readonly CudaBuffer _parts;
    private readonly CudaBuffer _arrivals;
    private readonly Tensor[] _owned;
    private uint _rounds;

    /// <summary>Makes a bank with zero moments and zero bases.</summary>
    /// <param name="kernels">Kernels of the device; they outlive the bank.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="geometry">Shape and rank of all matrices.</param>
    /// <param name="keys">A number for each matrix that keys its random bits: the hash of its checkpoint name.</param>
    /// <param name="encoding">How moments are stored.</param>
    /// <param name="settings">Decays, ε and α.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="weights">The type of weights and gradients.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there is no matrix.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public AdamBank(
        BankKernels kernels,
        string name,
        BankGeometry geometry,
        IReadOnlyList<ulong> keys,
        MomentEncoding encoding,
        AdamSettings settings,
        ulong seed,
        WeightType weights = WeightType.BFloat16)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        settings.Check();
        (_kernels, Name, Geometry, _names, Encoding, _settings, _seed) = (kernels, name, geometry, [.. keys], encoding, settings, seed);
        WeightType = weights;
        _update = WeightUpdate.For(kernels, name, geometry, Count, weights);
        _weights = new nint[Count];
        _gradients = new nint[Count];

        var (device, length, stride) = (new Device(TorchSharp.DeviceType.CUDA, kernels.Backend.Device.Ordinal), geometry.LongSide, geometry.Stride);
        var type = encoding switch
        {
            MomentEncoding.Float32 => ScalarType.Float32,
            MomentEncoding.BFloat16 => ScalarType.BFloat16,
            _ => ScalarType.Byte,
        };
        var blocks = encoding is MomentEncoding.Blockwise8Bit ? (geometry.MomentCount + BlockOfACode - 1) / BlockOfACode : 0;

        // What moments in few bits can hold of R is less than bf16 has.
        var (factor, projected) = weights is WeightType.Float32 ? (ScalarType.Float32, WeightType.Float32)
            : (ScalarType.BFloat16, encoding is MomentEncoding.Float32 ? WeightType.Float32 : WeightType.BFloat16);
        _projection = weights is WeightType.Float32 ? GemmTypes.Float32 : projected is WeightType.Float32 ? GemmTypes.BFloat16ToFloat32 : GemmTypes.BFloat16;
        _squareSums = kernels.SquareSums(projected);
        _advance = kernels.Moments(encoding, weights);
        Bases = Keep(Lines(geometry.ShortSide, factor));
        First = Keep(zeros([Count, length, stride], type, device));
        Second = Keep(zeros([Count, length, stride], type, device));
        FirstScales = Keep(zeros([Count, blocks], ScalarType.Float32, device));
        SecondScales = Keep(zeros([Count, blocks], ScalarType.Float32, device));
        Projected = Keep(zeros([Count, length, stride], projected is WeightType.Float32 ? ScalarType.Float32 : ScalarType.BFloat16, device));
        Directions = Keep(Lines(length, factor));
        Corrections = Keep(zeros([Count, 2], ScalarType.Float32, device));
        Steps = Keep(zeros([Count], ScalarType.Int64, device));
        Finite = Keep(zeros([Count], ScalarType.Int32, device));
        Energies = Keep(zeros([Count], ScalarType.Float64, device));
        _owned = [Bases, First, Second, FirstScales, SecondScales, Projected, Directions, Steps, Finite, Energies, Corrections];

        var cuda = kernels.Backend.Device;
        _parts = new CudaBuffer(cuda, (long)Count * PartsOfASum * sizeof(double), name);
        _arrivals = CudaBuffer.Holding<uint>(cuda, new uint[Count], kernels.Backend.Stream, name);
        _pointers = new CudaBuffer(cuda, 3L * Count * nint.Size, name);
        _momentTable = CudaBuffer.Holding<MomentsEntry>(cuda, MomentEntries(), kernels.Backend.Stream, name);

        // The copy engine reads lines in groups of 32, and so beyond the last one.
        Tensor Lines(int lines, ScalarType type)
        {
            using var all = zeros([((long)Count * lines) + 31, stride], type, device);
            using var mine = all.narrow(0, 0, (long)Count * lines);
            return mine.view(Count, lines, stride);
        }

        static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();
    }

    /// <summary>Its name, for messages.</summary>
    public string Name { get; }

    /// <summary>Shape and rank.</summary>
    public BankGeometry Geometry { get; }

    /// <summary>How moments are stored.</summary>
    public MomentEncoding Encoding { get; }

    /// <summary>The type of weights and gradients.</summary>
    public WeightType WeightType { get; }

    /// <summary>How many matrices it has.</summary>
    public int Count => _names.Length;

    /// <summary>Q of each matrix, [count, d, stride] in the type of the weights; columns from r on are zero and stay so.</summary>
    public Tensor Bases { get; }

    /// <summary>M of each matrix, [count, L, stride], encoded.</summary>
    public Tensor First { get; }

    /// <summary>V of each matrix, [count, L, stride], encoded.</summary>
    public Tensor Second { get; }

    /// <summary>The scales of blocks of 8-bit first moments, [count, blocks]; empty otherwise.</summary>
    public Tensor FirstScales { get; }

    /// <summary>The scales of blocks of 8-bit second moments, [count, blocks]; empty otherwise.</summary>
    public Tensor SecondScales { get; }

    /// <summary>R of the last step, [count, L, stride]: scratch. In fp32, unless the weights are bf16 and the moments no finer.</summary>
    public Tensor Projected { get; }

    /// <summary>N of the last step, [count, L, stride] in the type of the weights: scratch.</summary>
    public Tensor Directions { get; }

    /// <summary>Executed steps of each matrix, [count], int64.</summary>
    public Tensor Steps { get; }

    /// <summary>Whether the last gradient of each matrix was finite, [count], int32.</summary>
    public Tensor Finite { get; }

    /// <summary>‖R‖² of the last step of each matrix, [count], fp64.</summary>
    public Tensor Energies { get; }

    /// <summary>1 / (1 - βᵗ) of the last step for both moments of each matrix, [count, 2], fp32: scratch.</summary>
    public Tensor Corrections { get; }

    /// <summary>How many kernels a step launches.</summary>
    public int Launches => 3 + _update.Launches;

    /// <summary>Bytes of bases and moments, as allocated; the scratch is not among them.</summary>
    public long StateBytes => ((IEnumerable<Tensor>)[Bases, First, Second, FirstScales, SecondScales]).Sum(static tensor => tensor.numel() * tensor.element_size());

    /// <summary>Bytes that a step needs besides: projected gradients, directions, and products where they are not added at once.</summary>
    public long ScratchBytes => _update.ScratchBytes + (Projected.numel() * Projected.element_size()) + (Directions.numel() * Directions.element_size());

    /// <summary>Queues one step of all matrices.</summary>
    /// <param name="weights">W of each, [m, n] in the type of the bank, contiguous, on the device. Updated in place.</param>
    /// <param name="gradients">G of each, of the same kind. Not changed.</param>
    /// <param name="learningRate">lr.</param>
    /// <param name="weightDecay">wd of W ← (1 - lr wd) W.</param>
    /// <param name="gradientScale">Where, on the device, the fp32 factor is that clips gradients; 0 for none. It is read when the step runs, and gradients are not written.</param>
    /// <remarks>Weights and gradients must live until the step has run. Tables go to the device only when one of them has moved.</remarks>
    /// <exception cref="ArgumentException">A tensor does not fit the bank, or a rate is not finite. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void Step(IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> gradients, double learningRate, double weightDecay, nint gradientScale = 0)
    {
        TensorTable.CheckRate(nameof(learningRate), learningRate);
        TensorTable.CheckRate(nameof(weightDecay), weightDecay);
        Check(nameof(weights), weights);
        Check(nameof(gradients), gradients);

        // Not before both were checked: addresses that are known must stand in the tables.
        var haveMoved = TensorTable.Take(weights, _weights) | TensorTable.Take(gradients, _gradients);
        var stream = _kernels.Backend.Stream;
        if (haveMoved)
        {
            WriteTables(stream);
        }

        Project(stream);
        Begin(stream, gradientScale);
        Advance(stream, gradientScale);
        _update.Queue(
            new UpdateScalars((float)(1 - (learningRate * weightDecay)), (float)(-learningRate * _settings.Scale), _seed ^ WeightDomain, _rounds), stream);
        _rounds++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _owned)
        {
            tensor.Dispose();
        }

        _momentTable.Dispose();
        _update.Dispose();
        _pointers.Dispose();
        _parts.Dispose();
        _arrivals.Dispose();
    }

    private void Check(string parameter, IReadOnlyList<Tensor> tensors) => BankTensors.Check(
        parameter, tensors, WeightType is WeightType.Float32 ? ScalarType.Float32 : ScalarType.BFloat16, Geometry, Count, _kernels.Backend.Device.Ordinal, Name);

    private MomentsEntry[] MomentEntries()
    {
        var entries = new MomentsEntry[Count];
        for (var index = 0; index < Count; index++)
        {
            entries[index] = new MomentsEntry(
                TensorTable.At(Projected, index), TensorTable.At(First, index), TensorTable.At(Second, index), TensorTable.At(FirstScales, index), TensorTable.At(SecondScales, index),
                TensorTable.At(Directions, index), _names[index], TensorTable.At(Steps, index), TensorTable.At(Finite, index), TensorTable.At(Energies, index), TensorTable.At(Corrections, index));
        }

        return entries;
    }

    private void WriteTables(CudaStream stream)
    {
        var updates = new UpdateEntry[Count];
        var pointers = new nint[3 * Count];
        for (var index = 0; index < Count; index++)
        {
            var (basis, direction) = (TensorTable.At(Bases, index), TensorTable.At(Directions, index));
            var (a, b) = Geometry.IsLeft ? (basis, direction) : (direction, basis);
            updates[index] = new UpdateEntry(_weights[index], a, b, _names[index], TensorTable.At(Finite, index));
            (pointers[index], pointers[Count + index], pointers[(2 * Count) + index]) = (basis, _gradients[index], TensorTable.At(Projected, index));
        }

        _update.Bind(updates, stream);
        _pointers.Write<nint>(pointers, stream);
    }

    /// <summary>R = Gᵀ Q for a left projection and G Q for a right one, [L, r], by cuBLAS, whose matrices are the transposes of ours.</summary>
    private void Project(CudaStream stream)
    {
        var shape = new GemmShape(
            BlasOperation.None,
            Geometry.IsLeft ? BlasOperation.Transpose : BlasOperation.None,
            Geometry.Rank,
            Geometry.LongSide,
            Geometry.ShortSide,
            Geometry.Stride,
            Geometry.Columns,
            Geometry.Stride);
        var table = Count * nint.Size;
        _kernels.Blas.MultiplyBatch(
            shape, _projection, _pointers.Address, _pointers.Address + table, _pointers.Address + (2 * table), Count, 1, 0, stream, Name);
    }

    private void Begin(CudaStream stream, nint gradientScale)
    {
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(_momentTable.Address);
        arguments.Add(_parts.Address);
        arguments.Add(_arrivals.Address);
        arguments.Add(Geometry.MomentCount);
        arguments.Add(_settings.Beta1);
        arguments.Add(_settings.Beta2);
        arguments.Add(gradientScale);
        _squareSums.Launch(new LaunchShape(PartsOfASum, Count, BlockX: ThreadsOfMoments), arguments, stream, Name);
    }

    private void Advance(CudaStream stream, nint gradientScale)
    {
        var arguments = new KernelArguments(stackalloc ulong[8]);
        arguments.Add(_momentTable.Address);
        arguments.Add(Geometry.MomentCount);
        arguments.Add(_settings.Beta1);
        arguments.Add(_settings.Beta2);
        arguments.Add((float)_settings.Epsilon);
        arguments.Add(gradientScale);
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
