using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>The comparison rules of the vectors' README.</summary>
internal static class Compare
{
    private const double SmallestScale = 1e-12;

    /// <summary>max|x - x_ref| / max|x_ref| ≤ tol; the plain difference when the reference is zero.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var scale = Maximum(expected);
        var difference = Maximum(actual.to(ScalarType.Float64) - expected) / (scale <= SmallestScale ? 1 : scale);
        Assert.True(difference <= tolerance, $"{what}: relative difference {difference:g3}, allowed {tolerance:g3}");
    }

    /// <summary>Compares a quantity that is free in its signs.</summary>
    public static void CloseUpToSigns(Tensor expected, Tensor actual, double tolerance, string what) =>
        Close(expected.abs(), actual.abs(), tolerance, what);

    /// <summary>Compares how far weights moved, which is a stricter question than where they are.</summary>
    public static void Moved(Tensor start, Tensor expected, Tensor actual, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        var origin = start.to(ScalarType.Float64);
        Close(expected - origin, actual.to(ScalarType.Float64) - origin, tolerance, what);
    }

    private static double Maximum(Tensor tensor) => tensor.numel() == 0 ? 0 : tensor.abs().max().item<double>();
}
