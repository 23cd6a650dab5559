namespace AdaRank.Optimization.State;

/// <summary>The 256 numbers between -1 and 1 that an 8-bit state can hold: more of them, and closer, where it is small.</summary>
/// <remarks>
/// The dynamic code of Dettmers et al. (arXiv 2110.02861): decade 10^(i-6), i = 0 to 6, holds 2^i evenly spaced numbers for
/// each sign, or 2^(i+1) where there is one sign only. A signed code has 0 and 1 besides. An unsigned one, of second moments, has 1 and
/// 10⁻⁷ but no zero: a second moment rounded to zero beside a first moment that is not would make a step of any size
/// (Li, Chen, Zhu, arXiv 2309.01507).
/// </remarks>
internal static class DynamicCode
{
    private const int Decades = 7;

    /// <summary>The signed code, ascending.</summary>
    public static float[] Signed { get; } = Make(isSigned: true);

    /// <summary>The code of what is never negative, ascending.</summary>
    public static float[] Unsigned { get; } = Make(isSigned: false);

    /// <summary>The largest code that is no more than a number; 0 if there is none.</summary>
    /// <param name="code">A code, ascending.</param>
    /// <param name="number">The number.</param>
    public static int Below(float[] code, float number)
    {
        var found = Array.BinarySearch(code, number);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }

    private static float[] Make(bool isSigned)
    {
        List<double> numbers = isSigned ? [0, 1] : [1e-7, 1];
        for (var decade = 0; decade < Decades; decade++)
        {
            var count = 1 << (isSigned ? decade : decade + 1);
            for (var index = 0; index < count; index++)
            {
                // The middle of one of equally many parts of the upper nine tenths.
                var number = Math.Pow(10, decade - Decades + 1) * (0.1 + (0.9 * (index + 0.5) / count));
                numbers.Add(number);
                if (isSigned)
                {
                    numbers.Add(-number);
                }
            }
        }

        return [.. numbers.Select(number => (float)number).Order()];
    }
}
