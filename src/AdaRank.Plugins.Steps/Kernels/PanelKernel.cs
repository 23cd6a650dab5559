using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Products with a thin matrix, four by four: the other factor is read once from memory and no more.</summary>
/// <remarks>
/// Each result is a sum in one fixed order, whatever stands beside it. Libraries for matrix products are made for large ones; with
/// a side of a few rows they reach a fraction of what the memory gives.
/// </remarks>
internal static class PanelKernel
{
    private const int Block = 4;

    /// <summary>result[k, i] = left[k] · right[i] for all rows of both.</summary>
    /// <typeparam name="T">fp32 or fp64.</typeparam>
    /// <param name="left">[count, length], row after row.</param>
    /// <param name="right">[width, length], row after row: the large one.</param>
    /// <param name="result">[count, width].</param>
    /// <param name="length">Length of a row, above 0.</param>
    public static void Dots<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (count, width) = (left.Length / length, right.Length / length);
        for (var i = 0; i < width; i += Block)
        {
            for (var k = 0; k < count; k += Block)
            {
                Dots(left, right, result, length, k, count, i, width);
            }
        }
    }

    /// <summary>target[i] ← keep · target[i] + Σ_k factors[i, k] source[k] for all rows.</summary>
    /// <typeparam name="T">fp32 or fp64.</typeparam>
    /// <param name="target">Rows of <paramref name="length"/> numbers, <paramref name="targetStride"/> apart.</param>
    /// <param name="targetStride">From one row of it to the next.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="source">Rows of <paramref name="length"/> numbers.</param>
    /// <param name="sourceStride">From one row of it to the next.</param>
    /// <param name="count">How many rows it has, above 0.</param>
    /// <param name="factors">What each row of the source is multiplied by.</param>
    /// <param name="rowStride">From a factor of one row of the target to that of the next.</param>
    /// <param name="countStride">From a factor of one row of the source to that of the next.</param>
    /// <param name="length">Length of a row.</param>
    /// <param name="keep">What the target is multiplied by first.</param>
    public static void Combine<T>(
        Span<T> target, int targetStride, int rows, ReadOnlySpan<T> source, int sourceStride, int count,
        ReadOnlySpan<T> factors, int rowStride, int countStride, int length, T keep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> block = stackalloc T[Block * Block];
        for (var k = 0; k < count; k += Block)
        {
            var s0 = Row(source, sourceStride, k, count, length);
            var s1 = Row(source, sourceStride, k + 1, count, length);
            var s2 = Row(source, sourceStride, k + 2, count, length);
            var s3 = Row(source, sourceStride, k + 3, count, length);
            var scale = k == 0 ? keep : T.One;
            for (var i = 0; i < rows; i += Block)
            {
                Read(factors, rowStride, countStride, i, Math.Min(Block, rows - i), k, Math.Min(Block, count - k), block);
                if (i + Block <= rows)
                {
                    Combine(
                        target.Slice(i * targetStride, length), target.Slice((i + 1) * targetStride, length),
                        target.Slice((i + 2) * targetStride, length), target.Slice((i + 3) * targetStride, length),
                        s0, s1, s2, s3, block, scale);
                    continue;
                }

                for (var row = i; row < rows; row++)
                {
                    Combine(target.Slice(row * targetStride, length), s0, s1, s2, s3, block[((row - i) * Block)..], scale);
                }
            }
        }
    }

    /// <summary>Reads four by four factors. A row that is not there takes no part.</summary>
    private static void Read<T>(
        ReadOnlySpan<T> factors, int rowStride, int countStride, int i, int rows, int k, int count, Span<T> block)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (rows < Block || count < Block)
        {
            block.Clear();
        }

        for (var row = 0; row < rows; row++)
        {
            var place = ((i + row) * rowStride) + (k * countStride);
            for (var index = 0; index < count; index++, place += countStride)
            {
                block[(row * Block) + index] = factors[place];
            }
        }
    }

    /// <summary>One row of a matrix; for one beyond the last, the last: what comes of it is not used.</summary>
    private static ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> matrix, int stride, int row, int count, int length) =>
        matrix.Slice(Math.Min(row, count - 1) * stride, length);

    private static void Dots<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result, int length, int k, int count, int i, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (l0, l1) = (k, Math.Min(k + 1, count - 1));
        var (l2, l3) = (Math.Min(k + 2, count - 1), Math.Min(k + 3, count - 1));
        var (r0, r1) = (i, Math.Min(i + 1, width - 1));
        var (r2, r3) = (Math.Min(i + 2, width - 1), Math.Min(i + 3, width - 1));

        var a0 = Vectors(left, l0, length);
        var a1 = Vectors(left, l1, length)[..a0.Length];
        var a2 = Vectors(left, l2, length)[..a0.Length];
        var a3 = Vectors(left, l3, length)[..a0.Length];
        var b0 = Vectors(right, r0, length)[..a0.Length];
        var b1 = Vectors(right, r1, length)[..a0.Length];
        var b2 = Vectors(right, r2, length)[..a0.Length];
        var b3 = Vectors(right, r3, length)[..a0.Length];

        Vector<T> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector<T> s10 = default, s11 = default, s12 = default, s13 = default;
        Vector<T> s20 = default, s21 = default, s22 = default, s23 = default;
        Vector<T> s30 = default, s31 = default, s32 = default, s33 = default;
        for (var j = 0; j < a0.Length; j++)
        {
            var (y0, y1, y2, y3) = (b0[j], b1[j], b2[j], b3[j]);
            var x = a0[j];
            (s00, s01, s02, s03) = (Add(x, y0, s00), Add(x, y1, s01), Add(x, y2, s02), Add(x, y3, s03));
            x = a1[j];
            (s10, s11, s12, s13) = (Add(x, y0, s10), Add(x, y1, s11), Add(x, y2, s12), Add(x, y3, s13));
            x = a2[j];
            (s20, s21, s22, s23) = (Add(x, y0, s20), Add(x, y1, s21), Add(x, y2, s22), Add(x, y3, s23));
            x = a3[j];
            (s30, s31, s32, s33) = (Add(x, y0, s30), Add(x, y1, s31), Add(x, y2, s32), Add(x, y3, s33));
        }

        var done = a0.Length * Vector<T>.Count;
        Store(s00, left, right, result, length, done, l0, r0, width);
        Store(s01, left, right, result, length, done, l0, r1, width);
        Store(s02, left, right, result, length, done, l0, r2, width);
        Store(s03, left, right, result, length, done, l0, r3, width);
        Store(s10, left, right, result, length, done, l1, r0, width);
        Store(s11, left, right, result, length, done, l1, r1, width);
        Store(s12, left, right, result, length, done, l1, r2, width);
        Store(s13, left, right, result, length, done, l1, r3, width);
        Store(s20, left, right, result, length, done, l2, r0, width);
        Store(s21, left, right, result, length, done, l2, r1, width);
        Store(s22, left, right, result, length, done, l2, r2, width);
        Store(s23, left, right, result, length, done, l2, r3, width);
        Store(s30, left, right, result, length, done, l3, r0, width);
        Store(s31, left, right, result, length, done, l3, r1, width);
        Store(s32, left, right, result, length, done, l3, r2, width);
        Store(s33, left, right, result, length, done, l3, r3, width);
    }

    /// <summary>Adds up the lanes and what is left of the two rows.</summary>
    private static void Store<T>(
        Vector<T> lanes, ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> result, int length, int done, int k, int i, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = Vector.Sum(lanes);
        for (var j = done; j < length; j++)
        {
            sum = T.MultiplyAddEstimate(left[(k * length) + j], right[(i * length) + j], sum);
        }

        result[(k * width) + i] = sum;
    }

    private static void Combine<T>(
        Span<T> target0, Span<T> target1, Span<T> target2, Span<T> target3,
        ReadOnlySpan<T> source0, ReadOnlySpan<T> source1, ReadOnlySpan<T> source2, ReadOnlySpan<T> source3,
        ReadOnlySpan<T> factors, T keep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> f00 = new(factors[0]), f01 = new(factors[1]), f02 = new(factors[2]), f03 = new(factors[3]);
        Vector<T> f10 = new(factors[4]), f11 = new(factors[5]), f12 = new(factors[6]), f13 = new(factors[7]);
        Vector<T> f20 = new(factors[8]), f21 = new(factors[9]), f22 = new(factors[10]), f23 = new(factors[11]);
        Vector<T> f30 = new(factors[12]), f31 = new(factors[13]), f32 = new(factors[14]), f33 = new(factors[15]);
        var scale = new Vector<T>(keep);

        var t0 = MemoryMarshal.Cast<T, Vector<T>>(target0);
        var t1 = MemoryMarshal.Cast<T, Vector<T>>(target1)[..t0.Length];
        var t2 = MemoryMarshal.Cast<T, Vector<T>>(target2)[..t0.Length];
        var t3 = MemoryMarshal.Cast<T, Vector<T>>(target3)[..t0.Length];
        var v0 = MemoryMarshal.Cast<T, Vector<T>>(source0)[..t0.Length];
        var v1 = MemoryMarshal.Cast<T, Vector<T>>(source1)[..t0.Length];
        var v2 = MemoryMarshal.Cast<T, Vector<T>>(source2)[..t0.Length];
        var v3 = MemoryMarshal.Cast<T, Vector<T>>(source3)[..t0.Length];
        for (var j = 0; j < t0.Length; j++)
        {
            var (x0, x1, x2, x3) = (v0[j], v1[j], v2[j], v3[j]);
            t0[j] = Add(f03, x3, Add(f02, x2, Add(f01, x1, Add(f00, x0, t0[j] * scale))));
            t1[j] = Add(f13, x3, Add(f12, x2, Add(f11, x1, Add(f10, x0, t1[j] * scale))));
            t2[j] = Add(f23, x3, Add(f22, x2, Add(f21, x1, Add(f20, x0, t2[j] * scale))));
            t3[j] = Add(f33, x3, Add(f32, x2, Add(f31, x1, Add(f30, x0, t3[j] * scale))));
        }

        var done = t0.Length * Vector<T>.Count;
        CombineRest(target0, source0, source1, source2, source3, factors, keep, done);
        CombineRest(target1, source0, source1, source2, source3, factors[Block..], keep, done);
        CombineRest(target2, source0, source1, source2, source3, factors[(2 * Block)..], keep, done);
        CombineRest(target3, source0, source1, source2, source3, factors[(3 * Block)..], keep, done);
    }

    private static void Combine<T>(
        Span<T> target, ReadOnlySpan<T> source0, ReadOnlySpan<T> source1, ReadOnlySpan<T> source2, ReadOnlySpan<T> source3,
        ReadOnlySpan<T> factors, T keep)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> f0 = new(factors[0]), f1 = new(factors[1]), f2 = new(factors[2]), f3 = new(factors[3]);
        var t = MemoryMarshal.Cast<T, Vector<T>>(target);
        var v0 = MemoryMarshal.Cast<T, Vector<T>>(source0)[..t.Length];
        var v1 = MemoryMarshal.Cast<T, Vector<T>>(source1)[..t.Length];
        var v2 = MemoryMarshal.Cast<T, Vector<T>>(source2)[..t.Length];
        var v3 = MemoryMarshal.Cast<T, Vector<T>>(source3)[..t.Length];
        for (var j = 0; j < t.Length; j++)
        {
            t[j] = Add(f3, v3[j], Add(f2, v2[j], Add(f1, v1[j], Add(f0, v0[j], t[j] * keep))));
        }

        CombineRest(target, source0, source1, source2, source3, factors, keep, t.Length * Vector<T>.Count);
    }

    private static void CombineRest<T>(
        Span<T> target, ReadOnlySpan<T> source0, ReadOnlySpan<T> source1, ReadOnlySpan<T> source2, ReadOnlySpan<T> source3,
        ReadOnlySpan<T> factors, T keep, int done)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var j = done; j < target.Length; j++)
        {
            var sum = T.MultiplyAddEstimate(factors[0], source0[j], target[j] * keep);
            sum = T.MultiplyAddEstimate(factors[1], source1[j], sum);
            sum = T.MultiplyAddEstimate(factors[2], source2[j], sum);
            target[j] = T.MultiplyAddEstimate(factors[3], source3[j], sum);
        }
    }

    private static ReadOnlySpan<Vector<T>> Vectors<T>(ReadOnlySpan<T> matrix, int row, int length)
        where T : unmanaged => MemoryMarshal.Cast<T, Vector<T>>(matrix.Slice(row * length, length));

    /// <summary>x y + sum, in one rounding where the processor has an instruction for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Add<T>(Vector<T> x, Vector<T> y, Vector<T> sum)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Vector.MultiplyAddEstimate(x.As<T, float>(), y.As<T, float>(), sum.As<T, float>()).As<float, T>()
            : Vector.MultiplyAddEstimate(x.As<T, double>(), y.As<T, double>(), sum.As<T, double>()).As<double, T>();
}
