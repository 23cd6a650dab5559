using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Limiting;

/// <summary>How much longer Adam's direction is than the projected gradient that it comes from.</summary>
/// <remarks>φ of Fira (method.md eq. 7.2) and f of APOLLO (eq. 7.4): the same quotient.</remarks>
internal static class NormScaling
{
    private const double Guard = 1e-8;

    /// <summary>‖N_j‖ / (‖Â_j‖ + 1e-8) of each column.</summary>
    /// <param name="direction">N, [r, L].</param>
    /// <param name="projectedNorms">‖Â_j‖, [L], fp64.</param>
    /// <returns>[L], fp64; the caller's scope owns it.</returns>
    public static Tensor PerColumn(Tensor direction, Tensor projectedNorms) =>
        SubspaceMath.ColumnNorms(direction).div_(projectedNorms.add(Guard));

    /// <summary>‖N‖_F / (‖Â‖_F + 1e-8).</summary>
    /// <param name="direction">N, [r, L].</param>
    /// <param name="projectedNorms">‖Â_j‖, [L], fp64.</param>
    /// <returns>No dimensions, fp64; the caller's scope owns it.</returns>
    public static Tensor OfWhole(Tensor direction, Tensor projectedNorms) =>
        SubspaceMath.ColumnNorms(direction).norm().div_(projectedNorms.norm().add_(Guard));
}
