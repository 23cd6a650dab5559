using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Orthonormal columns that span a range.</summary>
internal static class RangeBasis
{
    /// <summary>Orthonormal columns by the method asked for, whatever the rank of the input.</summary>
    /// <param name="columns">[rows, k] with k ≤ rows.</param>
    /// <param name="method">How.</param>
    /// <returns>[rows, k]; the caller's scope owns it.</returns>
    public static Tensor Of(Tensor columns, Orthonormalisation method) =>
        method is Orthonormalisation.CholeskyQr ? CholeskyQr.Of(columns) : Of(columns);

    /// <summary>The Q factor of Householder QR, orthonormal whatever the rank of the input.</summary>
    /// <param name="columns">[rows, k] with k ≤ rows.</param>
    /// <returns>[rows, k]; the caller's scope owns it.</returns>
    public static Tensor Of(Tensor columns)
    {
        var (basis, triangle) = linalg.qr(columns, linalg.QRMode.Reduced);
        triangle.Dispose();
        return basis;
    }

    /// <summary>The Q factor whose R has a non-negative diagonal: the one that Gram-Schmidt would give.</summary>
    /// <param name="columns">[rows, k] with k ≤ rows.</param>
    /// <returns>[rows, k]; the caller's scope owns it.</returns>
    public static Tensor WithPositiveDiagonal(Tensor columns)
    {
        using var scope = NewDisposeScope();
        var (basis, triangle) = linalg.qr(columns, linalg.QRMode.Reduced);
        var diagonal = triangle.diagonal();
        var signs = where(diagonal < 0, -ones_like(diagonal), ones_like(diagonal));
        return scope.MoveToOuter(basis.mul(signs));
    }
}
