using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Plugins.Projection.OnlineDescent;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Coap;

/// <summary>COAP's loss: the error of a projection, times how little the projected-back momentum agrees with the gradient.</summary>
internal static class CorrelationLoss
{
    /// <summary>The slope of mse(P PᵀA, A) (1 - c) in P, where c is the mean over j of cos(P M_j, A_j).</summary>
    /// <param name="gradient">A, [d, L].</param>
    /// <param name="basis">P, [d, r].</param>
    /// <param name="moment">M, [r, L].</param>
    /// <returns>[d, r]; the caller's scope owns it.</returns>
    /// <remarks>
    /// With n_j = ‖P M_j‖ and a_j = ‖A_j‖ the slope of c is (1/L) (A diag(1/(n a)) Mᵀ - P M diag(cos/n²) Mᵀ); columns of zeros count
    /// as a cosine of zero. Neither P M nor P PᵀA is formed. Cost 8dLr + 8Lr².
    /// </remarks>
    public static Tensor Slope(Tensor gradient, Tensor basis, Tensor moment)
    {
        using var scope = NewDisposeScope();
        var (shortSide, longSide) = (gradient.shape[0], gradient.shape[1]);
        var smallest = Smallest.Of(gradient.dtype);
        var compressed = basis.t().mm(gradient);
        var gram = basis.t().mm(basis);

        var entries = (double)shortSide * longSide;
        var error = (gradient.norm().square() - (2 * compressed.square().sum()) + (gram.mm(compressed) * compressed).sum()).clamp_min(0) / entries;
        var errorSlope = ProjectionLoss.Slope(gradient, tensor(Math.Sqrt(entries), gradient.dtype, gradient.device), basis, penalty: 0);

        var squares = (gram.mm(moment) * moment).sum(dim: 0).clamp_min(smallest);
        var product = (squares.sqrt() * gradient.norm(0, keepdim: false, p: 2f)).clamp_min(smallest);
        var cosines = (moment * compressed).sum(dim: 0) / product;
        var agreement = gradient.mm((moment / product).t()) - basis.mm((moment * (cosines / squares)).mm(moment.t()));

        return scope.MoveToOuter((errorSlope * (1 - cosines.mean())) - (error * (agreement / longSide)));
    }
}
