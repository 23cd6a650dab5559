using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Tensors;

/// <summary>How the copy engine of a device (compute capability 9.0 and later) finds a box in a matrix of bf16: a <c>CUtensorMap</c>, for a table on the device.</summary>
/// <remarks>What a box has outside the matrix is zero when it is brought and left out when it is taken back.</remarks>
[InlineArray(Bytes / sizeof(ulong))]
[StructLayout(LayoutKind.Sequential)]
internal struct TensorMap
{
    /// <summary>How long a map is.</summary>
    public const int Bytes = 128;

    private const int Alignment = 64;
    private const int Element = sizeof(ushort);

    private ulong _first;

    /// <summary>Lines of a factor, a slab of 64 numbers of each, in the order that products of warp groups read: swizzled by 128 bytes.</summary>
    /// <param name="address">The first number, at a multiple of 16.</param>
    /// <param name="lines">How many lines.</param>
    /// <param name="stride">Numbers from one line to the next, all of which count; a multiple of 8.</param>
    /// <param name="depth">Numbers of a line in a box: 64.</param>
    /// <param name="boxLines">Lines of a box, to 256.</param>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public static TensorMap OfLines(nint address, int lines, int stride, int depth, int boxLines) =>
        Encode(address, [(ulong)stride, (ulong)lines], [(ulong)stride * Element], [(uint)depth, (uint)boxLines], TensorMapSwizzle.Bytes128);

    /// <summary>Lines of a factor, 64 numbers of 64 lines in a box, swizzled, and dealt: line l4 l3 l2 l1 l0 of each 32 comes to place l2 l1 l4 l3 l0.</summary>
    /// <param name="address">The first number, at a multiple of 16.</param>
    /// <param name="lines">How many lines. Rounded up to whole groups of 32: as much must be readable.</param>
    /// <param name="stride">Numbers from one line to the next; a multiple of 8.</param>
    /// <remarks>
    /// Of a product with such lines, a thread gets eight neighbours of a row. Each bit, or pair of bits, of a line's number is a dimension of its own, and
    /// the order of dimensions is the order in shared memory.
    /// </remarks>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public static TensorMap OfDealtLines(nint address, int lines, int stride)
    {
        var line = (ulong)stride * Element;
        return Encode(
            address,
            [(ulong)stride, 2, 4, 4, (ulong)(lines + 31) / 32],
            [line, 8 * line, 2 * line, 32 * line],
            [64, 2, 4, 4, 2],
            TensorMapSwizzle.Bytes128);
    }

    /// <summary>Tiles of a matrix, row by row.</summary>
    /// <param name="address">The first number, at a multiple of 16.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">How many columns, all next to each other; a multiple of 8.</param>
    /// <param name="boxRows">Rows of a tile, to 256.</param>
    /// <param name="boxColumns">Columns of a tile, to 256.</param>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public static TensorMap OfTiles(nint address, int rows, int columns, int boxRows, int boxColumns) =>
        Encode(address, [(ulong)columns, (ulong)rows], [(ulong)columns * Element], [(uint)boxColumns, (uint)boxRows], TensorMapSwizzle.None);

    private static unsafe TensorMap Encode(
        nint address, ReadOnlySpan<ulong> sizes, ReadOnlySpan<ulong> strides, ReadOnlySpan<uint> box, TensorMapSwizzle swizzle)
    {
        // The driver writes to a multiple of 64.
        var place = stackalloc byte[Bytes + Alignment];
        var aligned = (byte*)(((nint)place + Alignment - 1) / Alignment * Alignment);
        CudaDriver.Instance.EncodeTensorMap(aligned, address, sizes, strides, box, swizzle);
        return *(TensorMap*)aligned;
    }
}
