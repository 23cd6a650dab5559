using System.Numerics;
using System.Runtime.InteropServices;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Sums of squares in fp64.</summary>
internal static class EnergyKernel
{
    /// <summary>Σ x², which neither overflows nor underflows: the square of an fp32 number is exact in fp64.</summary>
    /// <param name="numbers">x.</param>
    public static double Squares(ReadOnlySpan<float> numbers)
    {
        var (a, b) = (Vector<double>.Zero, Vector<double>.Zero);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(numbers);
        foreach (var vector in vectors)
        {
            Vector.Widen(vector, out var low, out var high);
            a = Vector.FusedMultiplyAdd(low, low, a);
            b = Vector.FusedMultiplyAdd(high, high, b);
        }

        var sum = Vector.Sum(a + b);
        foreach (double number in numbers[(vectors.Length * Vector<float>.Count)..])
        {
            sum += number * number;
        }

        return sum;
    }

    /// <summary>Σ x².</summary>
    /// <param name="numbers">x.</param>
    public static double Squares(ReadOnlySpan<double> numbers)
    {
        var (a, b) = (Vector<double>.Zero, Vector<double>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(numbers);
        var index = 0;
        for (; index + 1 < vectors.Length; index += 2)
        {
            a = Vector.FusedMultiplyAdd(vectors[index], vectors[index], a);
            b = Vector.FusedMultiplyAdd(vectors[index + 1], vectors[index + 1], b);
        }

        var sum = Vector.Sum(a + b);
        foreach (var number in numbers[(index * Vector<double>.Count)..])
        {
            sum += number * number;
        }

        return sum;
    }
}
