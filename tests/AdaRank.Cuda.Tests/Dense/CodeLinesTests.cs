using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Dense;

namespace AdaRank.Cuda.Tests.Dense;

/// <summary>The lines against the codes themselves: the place of each number, and of the middle between any two.</summary>
public sealed class CodeLinesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lines_OfACode_FindThePlaceOfEachOfItsNumbersAndOfWhatLiesBetween(bool isSigned)
    {
        var (code, lines) = isSigned ? (BankKernels.CodeTables[127..256], CodeLines.Signed) : (BankKernels.CodeTables[256..], CodeLines.Unsigned);
        for (var place = 0; place < code.Length; place++)
        {
            Assert.Equal(place, Place(lines, isSigned, code[place]), 1e-4);
            if (place + 1 < code.Length)
            {
                Assert.Equal(place + 0.5, Place(lines, isSigned, (code[place] + code[place + 1]) / 2), 1e-4);
                Assert.Equal(place + 0.25, Place(lines, isSigned, (0.75f * code[place]) + (0.25f * code[place + 1])), 1e-4);
            }
        }
    }

    /// <summary>As the kernel does it.</summary>
    private static double Place(float[] lines, bool isSigned, float magnitude)
    {
        var decade = magnitude == 0 ? 0 : (int)Math.Clamp(Math.Floor(Math.Log10(magnitude)) + 7, 0, 6);
        var (slope, count, below, above) = (lines[4 * decade], lines[(4 * decade) + 1], lines[(4 * decade) + 2], lines[(4 * decade) + 3]);
        var place = (magnitude * slope) - (count / 9.0) - 0.5;
        place += (below * Math.Max(-place, 0)) + (above * Math.Max(place - (count - 1), 0));
        return place + (isSigned ? count : count - 1);
    }
}
