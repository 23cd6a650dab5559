using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.OnlineDescent;

/// <summary>How much of a gradient a projection loses, and how that changes with the projection (method.md eq. 7.9).</summary>
internal static class ProjectionLoss
{
    /// <summary>The slope of l(P) = ‖Ā - P PᵀĀ‖² + λ‖PᵀP - I‖² in P, where Ā = A / scale.</summary>
    /// <param name="gradient">A, [d, L].</param>
    /// <param name="scale">What A is divided by; a scalar tensor, not zero.</param>
    /// <param name="basis">P, [d, r].</param>
    /// <param name="penalty">λ.</param>
    /// <returns>[d, r]; the caller's scope owns it.</returns>
    /// <remarks>
    /// -4 Ā Bᵀ + 2 Ā Bᵀ (PᵀP) + 2 P (B Bᵀ) + 4λ P (PᵀP - I) with B = PᵀĀ, [r, L]. Neither Ā nor a residual of its size is formed.
    /// Cost 4dLr + 2Lr² + 6dr².
    /// </remarks>
    public static Tensor Slope(Tensor gradient, Tensor scale, Tensor basis, double penalty)
    {
        using var scope = NewDisposeScope();
        var compressed = basis.t().mm(gradient) / scale;
        var pulled = gradient.mm(compressed.t()) / scale;
        var gram = basis.t().mm(basis);
        var slope = (-4 * pulled) + (2 * pulled.mm(gram)) + (2 * basis.mm(compressed.mm(compressed.t())));
        if (penalty > 0)
        {
            slope += 4 * penalty * (basis.mm(gram) - basis);
        }

        return scope.MoveToOuter(slope);
    }
}
