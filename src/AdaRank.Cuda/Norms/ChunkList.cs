using System.Globalization;

namespace AdaRank.Cuda.Norms;

/// <summary>Tensors of any sizes, cut into chunks: the blocks of one launch.</summary>
/// <remarks>Where the cuts are depends on the sizes alone, so that sums over chunks are the same in every run.</remarks>
internal sealed class ChunkList
{
    private readonly int[] _first;

    /// <summary>Cuts tensors.</summary>
    /// <param name="counts">How many numbers each has; at least 1.</param>
    /// <param name="length">Numbers to a chunk; above 0. The last one of a tensor may have fewer.</param>
    /// <exception cref="ArgumentException">There is no tensor, an empty one, or more chunks than a launch has blocks.</exception>
    public ChunkList(IReadOnlyList<long> counts, int length)
    {
        ArgumentOutOfRangeException.ThrowIfZero(counts.Count, nameof(counts));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        _first = new int[counts.Count + 1];
        for (var tensor = 0; tensor < counts.Count; tensor++)
        {
            var count = counts[tensor];
            if (count < 1)
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"counts[{tensor}] is {count}: leave out tensors without elements."), nameof(counts));
            }

            var end = _first[tensor] + ((count - 1) / length) + 1;
            _first[tensor + 1] = end <= int.MaxValue ? (int)end : throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The tensors have more than {int.MaxValue} chunks of {length}: divide them among several objects."), nameof(counts));
        }

        Entries = new ChunkEntry[_first[^1]];
        for (var tensor = 0; tensor < counts.Count; tensor++)
        {
            for (var chunk = _first[tensor]; chunk < _first[tensor + 1]; chunk++)
            {
                Entries[chunk] = new ChunkEntry(tensor, chunk - _first[tensor]);
            }
        }
    }

    /// <summary>All chunks, those of a tensor one after the other.</summary>
    public ChunkEntry[] Entries { get; }

    /// <summary>The number of a tensor's first chunk among all.</summary>
    /// <param name="tensor">Which tensor.</param>
    public int First(int tensor) => _first[tensor];

    /// <summary>How many chunks a tensor has.</summary>
    /// <param name="tensor">Which tensor.</param>
    public int Count(int tensor) => _first[tensor + 1] - _first[tensor];
}
