using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Divisors that must not be zero.</summary>
internal static class Smallest
{
    /// <summary>The largest magnitude of a tensor, but at least the smallest normal number: scales without over- or underflow.</summary>
    /// <param name="values">Any shape.</param>
    /// <returns>A scalar tensor; the caller's scope owns it.</returns>
    public static Tensor ScaleOf(Tensor values) => values.abs().max().clamp_min(Of(values.dtype));

    /// <summary>The smallest normal number of a type.</summary>
    public static double Of(ScalarType dtype) => dtype is ScalarType.Float64 ? 2.2250738585072014e-308 : 1.17549435e-38;
}
