using AdaRank.Banks;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Ranges that are found with a few columns more than the highest rank, and sharpened by power steps.</summary>
internal static class OversampledSketch
{
    private const int FewestExtraColumns = 4;

    /// <summary>k_s = min(r_max + p, d) (method.md, section 3).</summary>
    /// <param name="shape">Shape of the matrices.</param>
    /// <param name="bounds">The ranks that the group allows.</param>
    /// <param name="oversampling">p; null for max(4, r_max / 4).</param>
    public static int Width(in BankShape shape, in RankBounds bounds, int? oversampling)
    {
        var extra = oversampling ?? Math.Max(FewestExtraColumns, bounds.Highest / 4);
        return (int)Math.Min((long)bounds.Highest + extra, shape.ShortSide);
    }

    /// <summary>Bytes that finding a range and rotating it take for a while.</summary>
    /// <param name="shape">Shape of the matrices.</param>
    /// <param name="width">k_s.</param>
    public static long ScratchBytes(in BankShape shape, long width)
    {
        // The random block (fp64 as drawn, then in the state's dtype), Y, Q_s, Z and B, and the k × k problem in fp64.
        var columns = width * ((2 * shape.ShortSide) + (3 * shape.LongSide));
        return (columns * shape.StateElementBytes) + (sizeof(double) * width * (shape.LongSide + (3 * width)));
    }

    /// <summary>q times Z = qr(Aᵀ Q_s), Q_s = qr(A Z) (method.md eq. 3.2).</summary>
    /// <param name="gradient">A, [d, L].</param>
    /// <param name="range">The columns to start at, [d, k].</param>
    /// <param name="iterations">q.</param>
    /// <param name="orthonormalise">qr.</param>
    /// <returns>[d, k]; the range itself where q is 0. The caller's scope owns it.</returns>
    public static Tensor PowerSteps(Tensor gradient, Tensor range, int iterations, Func<Tensor, Tensor> orthonormalise)
    {
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            // Both factors are orthonormalised: each iteration would otherwise cube the decay of the spectrum.
            var rowRange = orthonormalise(gradient.t().mm(range));
            range = orthonormalise(gradient.mm(rowRange));
        }

        return range;
    }
}
