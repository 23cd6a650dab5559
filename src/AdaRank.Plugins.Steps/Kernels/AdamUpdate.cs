using System.Numerics;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>One Adam step of parameters at full rank, decay and weights included, in one pass over memory.</summary>
/// <typeparam name="T">fp32 or fp64.</typeparam>
/// <param name="keep">1 - lr wd.</param>
/// <param name="capacity">How many parameters there may be.</param>
internal sealed class AdamUpdate<T>(double keep, int capacity) : IChunkedWork
    where T : unmanaged, IRootFunctions<T>
{
    private readonly T _keep = T.CreateSaturating(keep);
    private readonly ChunkTable _chunks = new(capacity);
    private readonly List<Entry> _entries = new(capacity);

    /// <summary>Adds a parameter whose tensors are all reachable; they are the caller's, until the work is done.</summary>
    /// <param name="weight">W.</param>
    /// <param name="gradient">G.</param>
    /// <param name="first">M.</param>
    /// <param name="second">V.</param>
    /// <param name="numbers">The numbers of its step.</param>
    public void Add(Tensor weight, Tensor gradient, Tensor first, Tensor second, in AdamNumbers<T> numbers)
    {
        _chunks.Add((int)weight.numel());
        _entries.Add(new Entry(weight, gradient, first, second, numbers));
    }

    /// <summary>Steps all parameters.</summary>
    public void Run()
    {
        SharedWork.Run(this, _chunks.Count);
        foreach (var entry in _entries)
        {
            HostTensor.MarkWritten(entry.Weight);
        }
    }

    /// <inheritdoc/>
    public void Run(int chunk)
    {
        var (index, range) = _chunks[chunk];
        var entry = _entries[index];
        AdamKernel.Update(
            HostTensor.Numbers<T>(entry.Weight)[range],
            HostTensor.Numbers<T>(entry.Gradient)[range],
            HostTensor.Numbers<T>(entry.First)[range],
            HostTensor.Numbers<T>(entry.Second)[range],
            entry.Numbers,
            _keep);
    }

    private readonly record struct Entry(Tensor Weight, Tensor Gradient, Tensor First, Tensor Second, AdamNumbers<T> Numbers);
}
