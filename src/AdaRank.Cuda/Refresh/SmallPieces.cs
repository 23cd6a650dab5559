namespace AdaRank.Cuda.Refresh;

/// <summary>Lays out pieces of a few bytes a matrix one behind the other, each aligned.</summary>
/// <param name="count">How many matrices.</param>
internal sealed class SmallPieces(int count)
{
    private const long Alignment = 256;

    /// <summary>Bytes of all pieces so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds a piece.</summary>
    /// <param name="bytesOfOne">What each matrix has of it.</param>
    /// <returns>Where it begins.</returns>
    public long Add(long bytesOfOne)
    {
        var start = Bytes;
        Bytes += ((count * bytesOfOne) + Alignment - 1) / Alignment * Alignment;
        return start;
    }
}
