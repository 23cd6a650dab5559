using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Candidates;

/// <summary>Steps and roundings on the ranks that bounds leave to choose from: lowest, lowest + stride, ..., highest.</summary>
internal static class RankCandidates
{
    /// <summary>
    /// The share by which a computed number may exceed a whole one and still be taken for it: the sums and logarithms of a
    /// few thousand energies are wrong by less, and no rank is worth a column that only rounding asks for.
    /// </summary>
    private const double RoundingAllowance = 1e-9;

    /// <summary>The candidate after another one; the highest is followed by itself.</summary>
    public static int Next(in RankBounds bounds, int candidate) =>
        (int)Math.Min(bounds.Highest, (long)candidate + bounds.Stride);

    /// <summary>The smallest candidate that is at least a number, up to rounding; the highest if none is.</summary>
    public static int AtLeast(in RankBounds bounds, double number)
    {
        var wanted = number * (1 - RoundingAllowance);
        if (wanted > bounds.Highest)
        {
            return bounds.Highest;
        }

        var strides = Math.Ceiling((wanted - bounds.Lowest) / bounds.Stride);
        return strides > 0 ? (int)Math.Min(bounds.Highest, bounds.Lowest + (strides * bounds.Stride)) : bounds.Lowest;
    }

    /// <summary>The candidate that is nearest to a number; of two equally near ones the larger.</summary>
    public static int Nearest(in RankBounds bounds, double number)
    {
        var wanted = Math.Clamp(number, bounds.Lowest, bounds.Highest);
        var strides = (int)((wanted - bounds.Lowest) / bounds.Stride);
        var below = bounds.Lowest + (strides * bounds.Stride);
        var above = Next(bounds, below);
        return wanted - below < above - wanted ? below : above;
    }
}
