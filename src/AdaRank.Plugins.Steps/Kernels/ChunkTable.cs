namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Some tensors, cut into chunks of the same length: what threads divide among themselves.</summary>
/// <remarks>Where the cuts are depends on nothing but the lengths of the tensors, so that sums over chunks are the same on any machine.</remarks>
/// <param name="capacity">For how many tensors there is room at once.</param>
internal sealed class ChunkTable(int capacity = 0)
{
    /// <summary>Numbers to a chunk: some hundred microseconds' work in memory, so that taking one costs nothing beside it.</summary>
    public const int Length = 1 << 16;

    /// <summary>For each tensor, the chunks of all up to and including it.</summary>
    private readonly List<int> _ends = new(capacity);

    private readonly List<int> _lengths = new(capacity);

    /// <summary>How many chunks there are.</summary>
    public int Count => _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>Where a chunk lies.</summary>
    /// <param name="chunk">Which one.</param>
    public (int Tensor, Range Range) this[int chunk]
    {
        get
        {
            var found = _ends.BinarySearch(chunk + 1);
            var tensor = found < 0 ? ~found : First(found);
            var start = (chunk - (tensor == 0 ? 0 : _ends[tensor - 1])) * Length;
            return (tensor, start..Math.Min(start + Length, _lengths[tensor]));
        }
    }

    /// <summary>The first and the end of the chunks of one tensor.</summary>
    /// <param name="tensor">Which one.</param>
    public (int First, int End) ChunksOf(int tensor) => (tensor == 0 ? 0 : _ends[tensor - 1], _ends[tensor]);

    /// <summary>Adds a tensor.</summary>
    /// <param name="length">How many numbers it has; of none there are no chunks.</param>
    public void Add(int length)
    {
        _ends.Add(Count + ((length + Length - 1) / Length));
        _lengths.Add(length);
    }

    /// <summary>Forgets all tensors.</summary>
    public void Clear()
    {
        _ends.Clear();
        _lengths.Clear();
    }

    /// <summary>Tensors of no chunk end where the one before does: a chunk belongs to the first of them.</summary>
    private int First(int tensor)
    {
        while (tensor > 0 && _ends[tensor - 1] == _ends[tensor])
        {
            tensor--;
        }

        return tensor;
    }
}
