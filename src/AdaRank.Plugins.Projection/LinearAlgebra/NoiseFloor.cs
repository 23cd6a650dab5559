namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Which directions of a spectrum are more than rounding noise.</summary>
internal static class NoiseFloor
{
    /// <summary>Singular values below this share of the largest are rounding noise, which Adam would blow up (method.md, section 3).</summary>
    private const double NoiseShare = 1e-6;

    /// <summary>The number of energies above the noise, at least 1.</summary>
    /// <param name="energies">Squared singular values, descending.</param>
    public static int CountAbove(ReadOnlySpan<double> energies)
    {
        var threshold = NoiseShare * NoiseShare * energies[0];
        var count = 1;
        while (count < energies.Length && energies[count] > threshold)
        {
            count++;
        }

        return count;
    }
}
