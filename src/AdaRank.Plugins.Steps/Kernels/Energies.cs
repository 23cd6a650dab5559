using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Energies ‖X‖_F² of many reachable tensors in one pass on all threads. May be used again after <see cref="Clear"/>.</summary>
internal sealed class Energies : IChunkedWork
{
    private readonly ChunkTable _chunks = new();
    private readonly List<Tensor> _tensors = [];
    private double[] _sums = [];

    /// <summary>Whether the energy of a tensor can be measured here: fp32 or fp64, in this process's memory.</summary>
    public static bool IsReachable(Tensor tensor) =>
        tensor.dtype is ScalarType.Float32 or ScalarType.Float64 && HostTensor.IsReachable(tensor, tensor.dtype);

    /// <summary>The energy of one reachable tensor, on the calling thread.</summary>
    public static double Of(Tensor tensor) => tensor.dtype is ScalarType.Float64
        ? EnergyKernel.Squares(HostTensor.Numbers<double>(tensor))
        : EnergyKernel.Squares(HostTensor.Numbers<float>(tensor));

    /// <summary>Adds a reachable tensor; it is the caller's.</summary>
    public void Add(Tensor tensor)
    {
        _chunks.Add((int)tensor.numel());
        _tensors.Add(tensor);
    }

    /// <summary>Measures all that were added.</summary>
    public void Run()
    {
        if (_sums.Length < _chunks.Count)
        {
            _sums = new double[_chunks.Count];
        }

        SharedWork.Run(this, _chunks.Count);
    }

    /// <inheritdoc/>
    public void Run(int chunk)
    {
        var (index, range) = _chunks[chunk];
        var tensor = _tensors[index];
        _sums[chunk] = tensor.dtype is ScalarType.Float64
            ? EnergyKernel.Squares(HostTensor.Numbers<double>(tensor)[range])
            : EnergyKernel.Squares(HostTensor.Numbers<float>(tensor)[range]);
    }

    /// <summary>The energy of one tensor; NaN or infinite if a number of it is.</summary>
    /// <param name="index">Which one, in the order they were added in.</param>
    public double this[int index]
    {
        get
        {
            var (first, end) = _chunks.ChunksOf(index);
            var sum = 0.0;
            for (var chunk = first; chunk < end; chunk++)
            {
                sum += _sums[chunk];
            }

            return sum;
        }
    }

    /// <summary>Forgets all tensors.</summary>
    public void Clear()
    {
        _chunks.Clear();
        _tensors.Clear();
    }
}
