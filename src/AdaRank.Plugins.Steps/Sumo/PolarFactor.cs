using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Sumo;

/// <summary>U Vᵀ of a wide matrix M = U S Vᵀ: the nearest matrix with orthonormal rows, or fewer where M has no more directions.</summary>
/// <remarks>
/// By Mᵀ = Z T with orthonormal Z, and the decomposition of the r × r factor in fp64. M Mᵀ would be cheaper, but squares the
/// singular values, and those below 3e-4 of the largest would be lost in fp32.
/// </remarks>
internal static class PolarFactor
{
    /// <summary>Directions whose singular value is no more than this share of the largest are dropped (method.md eq. 7.10).</summary>
    private const double SmallestShare = 1e-6;

    /// <summary>Orthogonalizes a matrix.</summary>
    /// <param name="matrix">M, [r, L] with r ≤ L.</param>
    /// <returns>O = U Vᵀ, [r, L], and ‖O‖_F, fp64 without dimensions: the root of the number of directions kept. The caller's scope owns both.</returns>
    public static (Tensor Factor, Tensor Norm) Of(Tensor matrix)
    {
        var (frame, triangle) = linalg.qr(matrix.t());
        var (left, singular, right) = linalg.svd(triangle.t().to(ScalarType.Float64), fullMatrices: false);
        var kept = singular.gt(singular.narrow(0, 0, 1).mul(SmallestShare)).to(ScalarType.Float64);
        var small = left.mul_(kept).mm(right).to(matrix.dtype);
        return (small.mm(frame.t()), kept.sum().sqrt_());
    }
}
