using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Norms;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Dense;

/// <summary>AdamW for parameters at full rank, of any sizes and types together: two launches a step, however many they are.</summary>
/// <remarks>
/// method.md eq. 4.1 to 4.5 with Q = I; Loshchilov and Hutter (arXiv 1711.05101) for the decay. The first launch sums squares of gradients, decides
/// on the device which of them are finite and counts their steps; the second reads gradient, weight and moments once and writes all but the gradient.
/// Nothing comes back to the host. A step takes, for each number, the bytes of two gradients, two weights (a master weight: 10) and two
/// times both moments, at the bandwidth of a copy: 24 bytes for bf16 weights with moments in fp32, 16 with bf16, 12 with 8 bits. A gradient that was
/// measured before by a <see cref="GradientNorm"/> is read once less.
/// </remarks>
internal sealed class DenseAdam : IDisposable
{
    // As in dense_adam.cu.
    private const int ChunkLength = 8192;
    private const int Threads = 256;

    // Of moments and of weights, so that no two roundings use the same bits.
    private const ulong MomentDomain = 0x9E37_79B9_7F4A_7C15;
    private const ulong WeightDomain = 0xD1B5_4A32_D192_ED03;

    private readonly DenseKernels _kernels;
    private readonly DenseParameter[] _parameters;
    private readonly AdamSettings _settings;
    private readonly ulong _seed;
    private readonly int _chunks;
    private readonly nint[] _weights;
    private readonly nint[] _gradients;
    private readonly CudaBuffer _table;
    private readonly CudaBuffer _chunkTable;
    private readonly CudaBuffer _numbers;
    private readonly CudaBuffer _factors;
    private readonly Tensor[] _owned;
    private GradientNorm? _norm;

    /// <summary>Makes the state, with zero moments.</summary>
    /// <param name="kernels">Kernels of the device; they outlive this object.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="encoding">How moments are stored.</param>
    /// <param name="settings">Decays and ε; α must be 1, since at full rank there is none.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there is no parameter.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public DenseAdam(DenseKernels kernels, string name, IReadOnlyList<DenseParameter> parameters, MomentEncoding encoding, AdamSettings settings, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parameters.Count, nameof(parameters));
        settings.Check();
        if (settings.Scale != 1)
        {
            throw new ArgumentOutOfRangeException(nameof(settings), settings.Scale, "α scales updates in a subspace; at full rank it must be 1: change the learning rate.");
        }

        (_kernels, Name, _parameters, Encoding, _settings, _seed) = (kernels, name, [.. parameters], encoding, settings, seed);
        for (var index = 0; index < Count; index++)
        {
            _parameters[index].Check(index);
        }

        Layout = new DenseLayout(_parameters);
        var chunks = new ChunkList([.. _parameters.Select(static parameter => parameter.Count)], ChunkLength);
        _chunks = chunks.Entries.Length;
        (_weights, _gradients) = (new nint[Count], new nint[Count]);

        var device = new Device(TorchSharp.DeviceType.CUDA, kernels.Backend.Device.Ordinal);
        var type = encoding switch
        {
            MomentEncoding.Float32 => ScalarType.Float32,
            MomentEncoding.BFloat16 => ScalarType.BFloat16,
            _ => ScalarType.Byte,
        };
        var blocks = encoding is MomentEncoding.Blockwise8Bit ? Layout.Total / DenseLayout.Block : 0;
        First = Zeros(Layout.Total, type);
        Second = Zeros(Layout.Total, type);
        FirstScales = Zeros(blocks, ScalarType.Float32);
        SecondScales = Zeros(blocks, ScalarType.Float32);
        Masters = Zeros(Layout.MasterTotal, ScalarType.Float32);
        Steps = Zeros(Count, ScalarType.Int64);
        Finite = Zeros(Count, ScalarType.Int32);
        _owned = [First, Second, FirstScales, SecondScales, Masters, Steps, Finite];

        var (cuda, stream) = (kernels.Backend.Device, kernels.Backend.Stream);
        _table = new CudaBuffer(cuda, (long)Count * System.Runtime.CompilerServices.Unsafe.SizeOf<DenseEntry>(), name);
        _chunkTable = CudaBuffer.Holding<ChunkEntry>(cuda, chunks.Entries, stream, name);
        _numbers = new CudaBuffer(cuda, 4L * Count * sizeof(float), name);
        _factors = CudaBuffer.Holding<double>(cuda, [.. _parameters.SelectMany(static parameter => (double[])[parameter.RateFactor, parameter.DecayFactor])], stream, name);

        Tensor Zeros(long count, ScalarType dtype) => zeros([count], dtype, device).DetachFromDisposeScope();
    }

    /// <summary>Its name, for messages.</summary>
    public string Name { get; }

    /// <summary>How moments are stored.</summary>
    public MomentEncoding Encoding { get; }

    /// <summary>How many parameters it has.</summary>
    public int Count => _parameters.Length;

    /// <summary>Where each parameter's numbers begin in the state.</summary>
    public DenseLayout Layout { get; }

    /// <summary>M of all, one after the other, encoded.</summary>
    public Tensor First { get; }

    /// <summary>V of all, one after the other, encoded.</summary>
    public Tensor Second { get; }

    /// <summary>The scales of blocks of 8-bit first moments; empty otherwise.</summary>
    public Tensor FirstScales { get; }

    /// <summary>The scales of blocks of 8-bit second moments; empty otherwise.</summary>
    public Tensor SecondScales { get; }

    /// <summary>Weights in fp32 of the parameters that have them. Each is taken from its weight in the first step.</summary>
    public Tensor Masters { get; }

    /// <summary>Executed steps of each parameter, [count], int64.</summary>
    public Tensor Steps { get; }

    /// <summary>Whether the last gradient of each was finite, [count], int32.</summary>
    public Tensor Finite { get; }

    /// <summary>How many kernels a step launches.</summary>
    public static int LaunchesOfAStep => 2;

    /// <summary>Bytes of moments and weights in fp32, as allocated.</summary>
    public long StateBytes => ((IEnumerable<Tensor>)[First, Second, FirstScales, SecondScales, Masters]).Sum(static tensor => tensor.numel() * tensor.element_size());

    /// <summary>Queues one step of all parameters.</summary>
    /// <param name="weights">W of each, contiguous, on the device. Updated in place.</param>
    /// <param name="gradients">G of each, of the same type. Not changed.</param>
    /// <param name="learningRate">lr.</param>
    /// <param name="weightDecay">wd of W ← (1 - lr wd) W.</param>
    /// <param name="gradientScale">What gradients are multiplied by, one fp32 number on the device; null for 1.</param>
    /// <param name="energies">‖G‖² of each, [count], fp64, as a <see cref="GradientNorm"/> has measured in this step; null if none has.</param>
    /// <remarks>Weights and gradients must live until the step has run. Tables go to the device only when one of them has moved.</remarks>
    /// <exception cref="ArgumentException">A tensor does not fit, or a rate is not finite. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void Step(
        IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> gradients, double learningRate, double weightDecay, Tensor? gradientScale = null, Tensor? energies = null)
    {
        TensorTable.CheckRate(nameof(learningRate), learningRate);
        TensorTable.CheckRate(nameof(weightDecay), weightDecay);
        CheckAll(nameof(weights), weights);
        CheckAll(nameof(gradients), gradients);
        CheckNumbers(nameof(gradientScale), gradientScale, ScalarType.Float32, 1);
        CheckNumbers(nameof(energies), energies, ScalarType.Float64, Count);

        // Not before all was checked: addresses that are known must stand in the table.
        var hasMoved = TensorTable.Take(weights, _weights) | TensorTable.Take(gradients, _gradients);
        var stream = _kernels.Backend.Stream;
        if (hasMoved)
        {
            _table.Write<DenseEntry>(Entries(), stream);
        }

        Begin(gradients, energies, learningRate, weightDecay, stream);
        Update(gradientScale, stream);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _owned)
        {
            tensor.Dispose();
        }

        _norm?.Dispose();
        _table.Dispose();
        _chunkTable.Dispose();
        _numbers.Dispose();
        _factors.Dispose();
    }

    private static nint At(Tensor tensor, long element) => tensor.numel() == 0 ? 0 : TensorPointer.Of(tensor) + (nint)(element * tensor.element_size());

    private void CheckAll(string parameter, IReadOnlyList<Tensor> tensors)
    {
        TensorTable.CheckCount(parameter, tensors, Count, Name);
        for (var index = 0; index < Count; index++)
        {
            var type = _parameters[index].Weight is DenseWeight.Float32 ? ScalarType.Float32 : ScalarType.BFloat16;
            TensorTable.Check(parameter, index, tensors[index], type, _parameters[index].Count, _kernels.Backend.Device.Ordinal, Name);
        }
    }

    private void CheckNumbers(string parameter, Tensor? numbers, ScalarType type, int count)
    {
        if (numbers is not null)
        {
            TensorTable.Check(parameter, 0, numbers, type, count, _kernels.Backend.Device.Ordinal, Name);
        }
    }

    private void Begin(IReadOnlyList<Tensor> gradients, Tensor? energies, double learningRate, double weightDecay, CudaStream stream)
    {
        var beginning = new StepBeginning(
            At(Steps, 0), At(Finite, 0), _numbers.Address, _factors.Address, _settings, learningRate, weightDecay);
        if (energies is null)
        {
            _norm ??= new GradientNorm(
                _kernels.Norms, Name, [.. _parameters.Select(static parameter => new MeasuredGradient(parameter.Count, parameter.Weight is not DenseWeight.Float32))]);
            _norm.Measure(gradients, double.PositiveInfinity, beginning);
            return;
        }

        var arguments = new KernelArguments(stackalloc ulong[2 + StepBeginning.ArgumentCount]);
        arguments.Add(Count);
        arguments.Add(energies);
        beginning.AddTo(ref arguments);
        _kernels.Norms.Begin.Launch(LaunchShape.ForElements(Count, 128), arguments, stream, Name);
    }

    private void Update(Tensor? gradientScale, CudaStream stream)
    {
        var arguments = new KernelArguments(stackalloc ulong[12]);
        arguments.Add(_table.Address);
        arguments.Add(_chunkTable.Address);
        arguments.Add(Steps);
        arguments.Add(Finite);
        arguments.Add(_numbers.Address);
        arguments.Add(gradientScale is null ? 0 : At(gradientScale, 0));
        arguments.Add(_settings.Beta1);
        arguments.Add(_settings.Beta2);
        arguments.Add((float)_settings.Epsilon);
        arguments.Add(_seed ^ WeightDomain);
        arguments.Add(_seed ^ MomentDomain);
        arguments.Add(_kernels.Codes.Address);
        _kernels.Adam(Encoding).Launch(new LaunchShape(_chunks, BlockX: Threads), arguments, stream, Name);
    }

    private DenseEntry[] Entries()
    {
        var entries = new DenseEntry[Count];
        for (var index = 0; index < Count; index++)
        {
            var (parameter, offset, master) = (_parameters[index], Layout.Offset(index), Layout.MasterOffset(index));
            var (weight, gradient) = (_weights[index], _gradients[index]);
            entries[index] = new DenseEntry(
                weight, gradient, master < 0 ? 0 : At(Masters, master), At(First, offset), At(Second, offset),
                At(FirstScales, offset / DenseLayout.Block), At(SecondScales, offset / DenseLayout.Block),
                parameter.Key, parameter.Count, (int)parameter.Weight, TensorTable.IsAligned(weight) && TensorTable.IsAligned(gradient) ? 1 : 0);
        }

        return entries;
    }
}
