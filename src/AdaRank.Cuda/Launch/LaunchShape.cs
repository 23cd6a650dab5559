using System.Globalization;

namespace AdaRank.Cuda.Launch;

/// <summary>How many blocks of how many threads a kernel is started with, and with how much shared memory.</summary>
/// <param name="GridX">Blocks along x.</param>
/// <param name="GridY">Blocks along y.</param>
/// <param name="GridZ">Blocks along z.</param>
/// <param name="BlockX">Threads of a block along x.</param>
/// <param name="BlockY">Threads of a block along y.</param>
/// <param name="BlockZ">Threads of a block along z.</param>
/// <param name="SharedBytes">Dynamic shared memory of a block.</param>
internal readonly record struct LaunchShape(
    long GridX, long GridY = 1, long GridZ = 1, int BlockX = 256, int BlockY = 1, int BlockZ = 1, int SharedBytes = 0)
{
    private const long MaxGridX = int.MaxValue;
    private const long MaxGridYZ = 65535;
    private const int MaxBlockZ = 64;

    /// <summary>Threads of a block.</summary>
    public long BlockSize => (long)BlockX * BlockY * BlockZ;

    /// <summary>Enough blocks in a row for one thread an element.</summary>
    /// <param name="count">How many elements; above 0.</param>
    /// <param name="blockSize">Threads of a block.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not above 0.</exception>
    public static LaunchShape ForElements(long count, int blockSize = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockSize);
        return new LaunchShape(((count - 1) / blockSize) + 1, BlockX: blockSize);
    }

    /// <summary>Blocks in a row for a kernel whose threads take several elements: no more than the device runs at once.</summary>
    /// <param name="count">How many elements; above 0.</param>
    /// <param name="atOnce">How many blocks the device runs at once; above 0.</param>
    /// <param name="blockSize">Threads of a block.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not above 0.</exception>
    public static LaunchShape ForStride(long count, long atOnce, int blockSize = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atOnce);
        var all = ForElements(count, blockSize);
        return all with { GridX = Math.Min(all.GridX, atOnce) };
    }

    /// <summary>Checks the shape against what every device allows and what this kernel does.</summary>
    /// <param name="kernel">The name of the kernel, for messages.</param>
    /// <param name="maxBlockSize">The most threads of a block that the kernel can run with.</param>
    /// <param name="maxSharedBytes">The most dynamic shared memory of a block.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit.</exception>
    public void Check(string kernel, int maxBlockSize, int maxSharedBytes)
    {
        // Names of the properties, not of a parameter of the caller's: they are what is to be changed.
        CheckRange(kernel, nameof(GridX), GridX, 1, MaxGridX, "give each thread more elements");
        CheckRange(kernel, nameof(GridY), GridY, 1, MaxGridYZ, "put the long side on x");
        CheckRange(kernel, nameof(GridZ), GridZ, 1, MaxGridYZ, "put the long side on x");
        CheckRange(kernel, nameof(BlockX), BlockX, 1, maxBlockSize, "use smaller blocks, or fewer registers by __launch_bounds__");
        CheckRange(kernel, nameof(BlockY), BlockY, 1, maxBlockSize, "use smaller blocks");
        CheckRange(kernel, nameof(BlockZ), BlockZ, 1, MaxBlockZ, "put the long side on x");
        CheckRange(kernel, nameof(BlockSize), BlockSize, 1, maxBlockSize, "use smaller blocks, or fewer registers by __launch_bounds__");
        CheckRange(kernel, nameof(SharedBytes), SharedBytes, 0, maxSharedBytes, "use smaller tiles");
    }

    private static void CheckRange(string kernel, string name, long value, long lowest, long highest, string fix)
    {
        if (value < lowest || value > highest)
        {
            throw new ArgumentOutOfRangeException(
                name,
                value,
                string.Create(CultureInfo.InvariantCulture, $"The kernel '{kernel}' runs with a {name} of {lowest} to {highest}: {fix}."));
        }
    }
}
