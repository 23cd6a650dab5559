namespace AdaRank.Cuda.Banks;

/// <summary>The numbers that 8-bit moments can hold, ascending: the dynamic code of Dettmers et al. (arXiv 2110.02861).</summary>
/// <remarks>
/// The same numbers as on the CPU. Decade 10^(i-6), i = 0 to 6, holds 2^i numbers for each sign, or 2^(i+1) where there is one sign
/// only. The unsigned code has no zero: a second moment rounded to zero would make a step of any size (arXiv 2309.01507).
/// </remarks>
internal static class DynamicCodes
{
    private const int Decades = 7;

    /// <summary>The signed code, then the unsigned one: 512 numbers.</summary>
    public static float[] Tables { get; } = [.. Make(isSigned: true), .. Make(isSigned: false)];

    private static IEnumerable<float> Make(bool isSigned)
    {
        List<double> numbers = isSigned ? [0, 1] : [1e-7, 1];
        for (var decade = 0; decade < Decades; decade++)
        {
            var count = 1 << (isSigned ? decade : decade + 1);
            for (var index = 0; index < count; index++)
            {
                var number = Math.Pow(10, decade - Decades + 1) * (0.1 + (0.9 * (index + 0.5) / count));
                numbers.Add(number);
                if (isSigned)
                {
                    numbers.Add(-number);
                }
            }
        }

        return numbers.Select(static number => (float)number).Order();
    }
}
