using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>CholeskyQR2: orthonormal columns by matrix products (method.md, section 10).</summary>
/// <remarks>
/// Each of two rounds takes G = YᵀY = RᵀR and Y ← Y R⁻¹. The error of a round grows with the square of the condition, which
/// fp32 bears up to about 5e3; what is beyond is noticed and left to Householder QR. 4dk² of products and 2dk² of solves.
/// </remarks>
internal static class CholeskyQr
{
    /// <summary>The smallest pivot of the first round, as a share of the largest, with which the second round is still safe.</summary>
    private const double SmallestPivotShare = 1e-3;

    /// <summary>Orthonormal columns that span a range, by Householder QR where Cholesky QR cannot be trusted.</summary>
    /// <param name="columns">[rows, k] with k ≤ rows, of any conditioning.</param>
    /// <returns>[rows, k], the factor whose R has a non-negative diagonal; the caller's scope owns it.</returns>
    public static Tensor Of(Tensor columns) => TryOf(columns) ?? RangeBasis.WithPositiveDiagonal(columns);

    /// <summary>The same, or null where the columns are too close to dependent, or zero.</summary>
    /// <param name="columns">[rows, k] with k ≤ rows.</param>
    /// <returns>[rows, k], or null; the caller's scope owns it.</returns>
    public static Tensor? TryOf(Tensor columns)
    {
        using var scope = NewDisposeScope();

        // To a largest entry of one first, or the squares of the norm would over- or underflow.
        var scaled = columns / columns.abs().max();
        var (first, pivots, isFactored) = Round(scaled / scaled.norm());
        var (basis, _, isFactoredAgain) = Round(first);
        var error = (basis.t().mm(basis) - eye(basis.shape[1], dtype: basis.dtype, device: basis.device)).abs().max();

        // One question to the device, whichever of the conditions fails. What is not a number fails all comparisons.
        var isSafe = isFactored
            .logical_and(isFactoredAgain)
            .logical_and(pivots.min() > pivots.max() * SmallestPivotShare)
            .logical_and(error < LargestError(basis.dtype));
        return isSafe.item<bool>() ? scope.MoveToOuter(basis) : null;
    }

    // Ten times stricter than method.md asks for: the bases of this package are orthonormal to 1e-5 in fp32.
    private static double LargestError(ScalarType dtype) => dtype is ScalarType.Float64 ? 1e-13 : 1e-5;

    private static (Tensor Columns, Tensor Pivots, Tensor IsFactored) Round(Tensor columns)
    {
        var (lower, info) = linalg.cholesky_ex(columns.t().mm(columns));
        var solved = linalg.solve_triangular(lower.t(), columns, upper: true, left: false);
        return (solved, lower.diagonal(), info == 0);
    }
}
