using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Norms;

/// <summary>The common norm of many gradients, and the factor that clips it, without a word to the host: one launch.</summary>
/// <remarks>
/// Squares are added in fp64 in the order of memory, so that runs repeat to the last bit. Gradients are read only: the factor
/// min(1, c / (norm + ε)) stays on the device, and the kernels of steps multiply by it what they read. A gradient with NaN or Inf, or with squares
/// beyond fp32, has no part in the norm, since steps pass it over. The time is that of reading all gradients once.
/// </remarks>
internal sealed class GradientNorm : IDisposable
{
    /// <summary>ε of the factor, in units of the gradient: as in PyTorch's <c>clip_grad_norm_</c>.</summary>
    public const double Epsilon = 1e-6;

    // As in gradient_norm.cu.
    private const int ChunkLength = 32768;
    private const int Threads = 256;

    private readonly NormKernels _kernels;
    private readonly MeasuredGradient[] _gradients;
    private readonly nint[] _addresses;
    private readonly ChunkList _chunks;
    private readonly CudaBuffer _table;
    private readonly CudaBuffer _chunkTable;
    private readonly CudaBuffer _parts;
    private readonly CudaBuffer _tickets;

    /// <summary>Makes room for the sums.</summary>
    /// <param name="kernels">Kernels of the device; they outlive this object.</param>
    /// <param name="name">What it measures, for messages.</param>
    /// <param name="gradients">Sizes and types.</param>
    /// <exception cref="ArgumentException">There is no gradient, or one without elements.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public GradientNorm(NormKernels kernels, string name, IReadOnlyList<MeasuredGradient> gradients)
    {
        (_kernels, Name, _gradients) = (kernels, name, [.. gradients]);
        _chunks = new ChunkList([.. _gradients.Select(static gradient => gradient.Count)], ChunkLength);
        _addresses = new nint[Count];

        var device = new Device(TorchSharp.DeviceType.CUDA, kernels.Backend.Device.Ordinal);
        Energies = zeros([Count], ScalarType.Float64, device).DetachFromDisposeScope();
        Norm = zeros([1], ScalarType.Float64, device).DetachFromDisposeScope();
        Scale = ones([1], ScalarType.Float32, device).DetachFromDisposeScope();

        var (cuda, stream) = (kernels.Backend.Device, kernels.Backend.Stream);
        _table = new CudaBuffer(cuda, (long)Count * System.Runtime.CompilerServices.Unsafe.SizeOf<GradientEntry>(), name);
        _chunkTable = CudaBuffer.Holding<ChunkEntry>(cuda, _chunks.Entries, stream, name);
        _parts = new CudaBuffer(cuda, (long)_chunks.Entries.Length * sizeof(double), name);
        _tickets = new CudaBuffer(cuda, (Count + 1L) * sizeof(uint), name);
        _tickets.Fill(0, stream);
    }

    /// <summary>What it measures, for messages.</summary>
    public string Name { get; }

    /// <summary>How many gradients there are.</summary>
    public int Count => _gradients.Length;

    /// <summary>‖G‖² of each, [count], fp64; NaN or Inf for one that is not finite.</summary>
    public Tensor Energies { get; }

    /// <summary>The norm of all finite ones together, [1], fp64.</summary>
    public Tensor Norm { get; }

    /// <summary>min(1, c / (norm + ε)), [1], fp32: what steps multiply gradients by.</summary>
    public Tensor Scale { get; }

    /// <summary>Queues the measuring.</summary>
    /// <param name="gradients">Contiguous, on the device, of the sizes and types that were named. Not changed; they must live until it has run.</param>
    /// <param name="limit">c, above 0: the norm that is clipped to; infinity for none.</param>
    /// <exception cref="ArgumentException">A gradient does not fit, or the limit is none. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void Measure(IReadOnlyList<Tensor> gradients, double limit = double.PositiveInfinity) => Measure(gradients, limit, default);

    /// <summary>Queues the measuring, and with it the beginning of a step of full-rank Adam of the same tensors.</summary>
    /// <param name="gradients">As above.</param>
    /// <param name="limit">c.</param>
    /// <param name="beginning">Of as many tensors; the default for none.</param>
    public void Measure(IReadOnlyList<Tensor> gradients, double limit, in StepBeginning beginning)
    {
        if (!(limit > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "The norm that gradients are clipped to must be above 0: pass infinity for no clipping.");
        }

        Check(gradients);
        var stream = _kernels.Backend.Stream;
        if (TensorTable.Take(gradients, _addresses))
        {
            _table.Write<GradientEntry>(Entries(), stream);
        }

        var arguments = new KernelArguments(stackalloc ulong[10 + StepBeginning.ArgumentCount]);
        arguments.Add(_table.Address);
        arguments.Add(_chunkTable.Address);
        arguments.Add(Count);
        arguments.Add(_parts.Address);
        arguments.Add(_tickets.Address);
        arguments.Add(Energies);
        arguments.Add(Norm);
        arguments.Add(Scale);
        arguments.Add(limit);
        arguments.Add(Epsilon);
        beginning.AddTo(ref arguments);
        _kernels.Measure.Launch(new LaunchShape(_chunks.Entries.Length, BlockX: Threads), arguments, stream, Name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Energies.Dispose();
        Norm.Dispose();
        Scale.Dispose();
        _table.Dispose();
        _chunkTable.Dispose();
        _parts.Dispose();
        _tickets.Dispose();
    }

    private void Check(IReadOnlyList<Tensor> gradients)
    {
        TensorTable.CheckCount(nameof(gradients), gradients, Count, Name);
        for (var index = 0; index < Count; index++)
        {
            var (count, isBFloat16) = _gradients[index];
            TensorTable.Check(
                nameof(gradients), index, gradients[index], isBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32, count, _kernels.Backend.Device.Ordinal, Name);
        }
    }

    private GradientEntry[] Entries()
    {
        var entries = new GradientEntry[Count];
        for (var index = 0; index < Count; index++)
        {
            var (address, (count, isBFloat16)) = (_addresses[index], _gradients[index]);
            entries[index] = new GradientEntry(
                address, count, _chunks.First(index), _chunks.Count(index), isBFloat16 ? 1 : 0, TensorTable.IsAligned(address) ? 1 : 0);
        }

        return entries;
    }
}
