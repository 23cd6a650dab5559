namespace AdaRank.Rank;

/// <summary>The ranks that a rank policy may choose from: lowest, lowest + stride, ..., highest.</summary>
/// <remarks>method.md eq. 3.5. The highest rank is always a candidate, whatever the stride.</remarks>
public readonly record struct RankBounds
{
    /// <summary>Makes bounds after checking them.</summary>
    /// <param name="lowest">r_min, at least 1.</param>
    /// <param name="highest">r_max, at least <paramref name="lowest"/>.</param>
    /// <param name="stride">Distance between candidates, at least 1.</param>
    /// <exception cref="InvalidSettingException">A bound is below 1, the bounds cross, or the stride is below 1.</exception>
    public RankBounds(int lowest, int highest, int stride = 1)
    {
        if (lowest < 1)
        {
            throw new InvalidSettingException("lowest rank", lowest, "use a rank of at least 1");
        }

        if (highest < 1)
        {
            throw new InvalidSettingException("highest rank", highest, "use a rank of at least 1");
        }

        if (highest < lowest)
        {
            throw new InvalidSettingException(
                "highest rank", highest, $"use at least the lowest rank, {lowest}, or lower that one");
        }

        if (stride < 1)
        {
            throw new InvalidSettingException("rank stride", stride, "use a stride of at least 1");
        }

        Lowest = lowest;
        Highest = highest;
        Stride = stride;
    }

    /// <summary>r_lo, the smallest rank that may be chosen.</summary>
    public int Lowest { get; }

    /// <summary>r_hi, the largest rank that may be chosen.</summary>
    public int Highest { get; }

    /// <summary>Distance between candidates.</summary>
    public int Stride { get; }

    /// <summary>The bounds that hold for one sketch: at most its width and its numerical rank, at least 1.</summary>
    /// <param name="sketchWidth">k_s, the number of candidate columns.</param>
    /// <param name="numericalRank">The number of singular values that are more than rounding noise.</param>
    /// <returns>r_hi = min(r_max, k_s, numerical rank) and r_lo = min(r_min, r_hi), both at least 1.</returns>
    public RankBounds ClampTo(int sketchWidth, int numericalRank)
    {
        var highest = Math.Max(1, Math.Min(Highest, Math.Min(sketchWidth, numericalRank)));
        return new RankBounds(Math.Min(Lowest, highest), highest, Stride);
    }

    /// <summary>Takes the bounds apart.</summary>
    /// <param name="lowest">r_lo.</param>
    /// <param name="highest">r_hi.</param>
    /// <param name="stride">Distance between candidates.</param>
    public void Deconstruct(out int lowest, out int highest, out int stride) =>
        (lowest, highest, stride) = (Lowest, Highest, Stride);
}
