using AdaRank.Cuda.Banks;

namespace AdaRank.Cuda.Refresh;

/// <summary>Matrices of one shape that move from lines of one length to lines of another, which may be the same memory.</summary>
/// <param name="ShortSide">d.</param>
/// <param name="LongSide">L.</param>
/// <param name="FromStride">Numbers from one line of the old state to the next, a multiple of 8.</param>
/// <param name="ToStride">The same of the new state.</param>
/// <param name="Encoding">How both are stored.</param>
/// <param name="Rule">How moments follow.</param>
/// <param name="Beta1">Decay of M.</param>
/// <param name="Beta2">Decay of V.</param>
/// <param name="Kept">The smaller one of both ranks, for what keeps coordinates.</param>
internal readonly record struct MomentMoves(
    int ShortSide, int LongSide, int FromStride, int ToStride, MomentEncoding Encoding, MomentRule Rule, double Beta1, double Beta2, int Kept)
{
    /// <summary>Checks all numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its range.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ShortSide, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LongSide, ShortSide);
        CheckStride(nameof(FromStride), FromStride);
        CheckStride(nameof(ToStride), ToStride);
        CheckDecay(nameof(Beta1), Beta1);
        CheckDecay(nameof(Beta2), Beta2);
        if (Kept < 1 || Kept > Math.Min(FromStride, ToStride))
        {
            throw new ArgumentOutOfRangeException(nameof(Kept), Kept, $"{nameof(Kept)} must be 1 to {Math.Min(FromStride, ToStride)}, what both lines have.");
        }
    }

    /// <summary>Bytes of scratch that one matrix takes.</summary>
    public long ScratchBytes => sizeof(float) * ((2L * LongSide * (FromStride + ToStride)) + (2L * FromStride * ToStride));

    private static void CheckStride(string name, int value)
    {
        if (value < 8 || value % 8 != 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a multiple of 8 above 0: lines are padded to 16 bytes of bf16.");
        }
    }

    private static void CheckDecay(string name, double value)
    {
        if (!(value is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and below 1.");
        }
    }
}
