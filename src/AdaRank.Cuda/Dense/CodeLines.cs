using AdaRank.Optimization.State;

namespace AdaRank.Cuda.Dense;

/// <summary>Where in a code of 8-bit moments a magnitude stands, decade by decade: eight lines of four numbers, the last of them unused.</summary>
/// <remarks>
/// The numbers of decade 10^(i-6) are 10^(i-6) (0.1 + 0.9 (p + 1/2) / n), p = 0 to n - 1 (<see cref="DynamicCode"/>): p of a magnitude is A magnitude - n / 9 - 1/2.
/// The distances to the last number of the decade before and to the first of the one behind are 0.6 and 3 in units of p; beside the ends of the code they are
/// others. A line is A, n, and what p below 0 and beyond n - 1 is corrected by so that these distances too are 1.
/// </remarks>
internal static class CodeLines
{
    private const int Decades = 7;

    /// <summary>Lines of the code with a sign, of magnitudes.</summary>
    public static float[] Signed { get; } = Make(isSigned: true);

    /// <summary>Lines of the code of what is never negative.</summary>
    public static float[] Unsigned { get; } = Make(isSigned: false);

    private static float[] Make(bool isSigned)
    {
        var lines = new float[4 * (Decades + 1)];
        for (var decade = 0; decade < Decades; decade++)
        {
            var count = 1 << (isSigned ? decade : decade + 1);

            // Below the first number lies 0, or 1e-7 in a code without a sign; beyond the last lies 1.
            var before = decade > 0 ? 0.6 : isSigned ? (count / 9.0) + 0.5 : 0.5;
            var behind = decade < Decades - 1 ? 3 : 0.5;
            lines[4 * decade] = (float)(count / 0.9 * Math.Pow(10, Decades - 1 - decade));
            lines[(4 * decade) + 1] = count;
            lines[(4 * decade) + 2] = (float)(1 - (1 / before));
            lines[(4 * decade) + 3] = (float)((1 / behind) - 1);
        }

        return lines;
    }
}
