using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Projection;
using AdaRank.Refresh;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Measures what a step does not: energies in a skewed basis, and how far the projected gradient has turned.</summary>
internal sealed class SubspaceMeasures(LowRankGroup group)
{
    private readonly bool _isOrthonormal = group.Updater.Traits.HasFlag(BasisTraits.Orthonormal);
    private readonly bool _isStored = group.Updater is not IRegeneratedProjection;
    private readonly bool _wantsDisplacement = group.Trigger.Needs.HasFlag(RefreshMeasures.Displacement);

    /// <summary>Captured energy and displacement of one matrix, after its step.</summary>
    /// <param name="matrix">The matrix, its step not yet counted.</param>
    /// <param name="basis">Q.</param>
    /// <param name="gradients">The gradients of the bucket.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="projectedEnergy">‖Â‖², as the step has reported it.</param>
    public (double Captured, double Displacement) Of(
        MatrixState matrix, Tensor basis, GradientView.Full gradients, int index, double projectedEnergy)
    {
        if (_isOrthonormal && !_wantsDisplacement)
        {
            return (projectedEnergy, double.NaN);
        }

        // Of a drawn basis the captured share is chance, about r/d, and nobody may ask for it.
        var needsSpan = !_isOrthonormal && _isStored;
        if (!needsSpan && !_wantsDisplacement)
        {
            return (double.NaN, double.NaN);
        }

        using var scope = NewDisposeScope();
        var projected = basis.t().mm(gradients.Canonical(index));
        var captured = needsSpan ? EnergyInSpan(basis, projected) : _isOrthonormal ? projectedEnergy : double.NaN;
        return (captured, _wantsDisplacement ? Displacement(matrix, projected) : double.NaN);
    }

    /// <summary>‖A‖² inside the span of a skewed basis: Âᵀ (QᵀQ)⁻¹ Â, by a factor of the Gram matrix in fp64.</summary>
    private static double EnergyInSpan(Tensor basis, Tensor projected)
    {
        var wide = basis.to(ScalarType.Float64);
        var inverse = linalg.pinv(wide.t().mm(wide), hermitian: true);
        var exact = projected.to(ScalarType.Float64);
        return exact.mul(inverse.mm(exact)).sum().item<double>();
    }

    private static double Displacement(MatrixState matrix, Tensor projected)
    {
        var length = ItemOf(projected.norm());
        var isRenewed = matrix.LastRefreshStep == matrix.Step + 1;
        if (isRenewed)
        {
            matrix.SetAnchor(length > 0 ? projected.div(length).DetachFromDisposeScope() : null);
            return length > 0 ? 0 : double.NaN;
        }

        return length > 0 && matrix.Anchor is { } anchor
            ? ItemOf(projected.div(length).sub_(anchor).norm())
            : double.NaN;
    }

    private static double ItemOf(Tensor scalar) => scalar.to(ScalarType.Float64).item<double>();
}
