using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>Left singular vectors and values of a matrix that is not taller than wide.</summary>
internal static class LeftSingularPairs
{
    /// <summary>Decomposes B = U diag(s) Vᵀ without ever forming V.</summary>
    /// <param name="matrix">B, [k, L] with k ≤ L.</param>
    /// <param name="smallDtype">Precision of the k × k problem.</param>
    /// <returns>U [k, k] and s [k], descending, in <paramref name="smallDtype"/>; the caller's scope owns them.</returns>
    /// <remarks>
    /// Bᵀ = Z T by Householder QR, so that B = Tᵀ Zᵀ and the k × k factor carries all of U and s. The Gram matrix B Bᵀ
    /// would cost the same and lose every s below √ε s₁ (method.md, section 10).
    /// </remarks>
    public static (Tensor Vectors, Tensor Values) Of(Tensor matrix, ScalarType smallDtype)
    {
        using var scope = NewDisposeScope();
        var (_, triangle) = linalg.qr(matrix.t(), linalg.QRMode.R);
        var (vectors, values, _) = linalg.svd(triangle.t().to(smallDtype), fullMatrices: false);
        return scope.MoveToOuter(vectors, values);
    }
}
