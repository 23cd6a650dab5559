using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Geodesic;

/// <summary>A basis that is turned towards the gradient by one rotation in a plane, along a geodesic of all subspaces.</summary>
/// <remarks>
/// SubTrack++ (arXiv 2502.01586); method.md eq. 7.12 and 7.13: of T = 2 (A - Q Â) Âᵀ the leading triple (s, u, v) gives the angle
/// θ = step · s and Q ← Q + ((cos θ - 1) Q v + sin θ u) vᵀ; singular vectors in the first step. The residual (d × L) is not formed:
/// (A - Q Â) Âᵀ = A Âᵀ - Q (Â Âᵀ). Cost 4dLr + 2Lr² + O(dr²), against 6Ld² of an SVD.
/// </remarks>
[Plugin("geodesic")]
public sealed class GeodesicUpdater : IProjectionUpdater
{
    /// <summary>|QᵀQ - I| beyond which rounding has added up and the basis is made orthonormal again.</summary>
    /// <remarks>method.md, section 7.10 asks for it beyond 1e-4; every basis of this package stays within 1e-5, so half of that is left to one turn.</remarks>
    private const double LargestDrift = 5e-6;

    /// <summary>The part of a direction out of the subspace that may lie inside before it is taken away.</summary>
    private const double LargestOverlap = 1e-6;

    /// <summary>The share of a direction out of the subspace that must lie outside of it.</summary>
    private const double SmallestShareOutside = 0.5;

    private readonly IGaussianSource _gaussians;
    private readonly double _stepSize;
    private readonly double _largestAngle;

    /// <summary>Makes the updater.</summary>
    /// <param name="options">Step size and largest angle.</param>
    /// <param name="gaussians">Where columns come from by which the rank may grow.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public GeodesicUpdater(GeodesicOptions options, IGaussianSource gaussians)
    {
        options.Validate();
        (_gaussians, _stepSize, _largestAngle) = (gaussians, options.StepSize, options.LargestAngle);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public BasisTraits Traits => BasisTraits.Orthonormal;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds)
    {
        // The first step decomposes; each later one takes Â, T, its QR, and three small matrices in fp64.
        var width = SketchWidth(shape, bounds);
        var turn = width * ((4 * shape.ShortSide) + shape.LongSide + (8 * width)) * shape.StateElementBytes;
        return Math.Max(ExactBasis.ScratchBytes(shape), turn);
    }

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var (gradient, member) = (full.Canonical(index), bank[index]);
            if (member.Basis is { } old)
            {
                result.Candidates[index].copy_(Fit(Turn(gradient, old), gradient, member, result.Width));
            }
            else
            {
                ExactBasis.Write(gradient, result, index);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Signs stay as they are: the rotation moves the columns smoothly.</remarks>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: false);

    private Tensor Turn(Tensor gradient, Tensor basis)
    {
        using var scope = NewDisposeScope();
        var projected = basis.t().mm(gradient);

        // T/2 without its two scales, which are put back into s alone: squared gradients would leave the range of fp32.
        var scale = Smallest.ScaleOf(projected);
        var unit = projected / scale;
        var tangent = gradient.mm(unit.t()) - basis.mm(projected.mm(unit.t()));
        var largest = Smallest.ScaleOf(tangent);
        tangent = tangent / largest;

        var (vectors, values) = LeftSingularPairs.Of(tangent.t(), ScalarType.Float64);
        var right = vectors.narrow(1, 0, 1).to(basis.dtype);
        var slope = 2 * values[0] * scale.to(ScalarType.Float64) * largest.to(ScalarType.Float64);
        var angle = (_stepSize * slope).clamp_max(_largestAngle);

        // Orthogonal to Q by construction, but for rounding, which is large where the residual is small. If most of it lies inside
        // after all, nothing of the gradient is outside and the direction is noise: stay.
        var left = tangent.mm(right) / values[0].clamp_min(Smallest.Of(basis.dtype));
        var inside = basis.mm(basis.t().mm(left));
        var outside = left - inside;
        var share = outside.norm();
        left = where(inside.norm().gt(LargestOverlap), outside / share.clamp_min(Smallest.Of(left.dtype)), left);
        angle = angle * share.gt(SmallestShareOutside);

        var moved = basis + (((angle.cos() - 1) * basis.mm(right)) + (angle.sin() * left)).mm(right.t());
        var drift = (moved.t().mm(moved) - eye(moved.shape[1], dtype: moved.dtype, device: moved.device)).abs().max();
        return scope.MoveToOuter(drift.gt(LargestDrift).item<bool>() ? RangeBasis.WithPositiveDiagonal(moved) : moved);
    }

    /// <summary>As many columns as there may be: the first of those there are, or all of them and others of the gradient's range.</summary>
    private Tensor Fit(Tensor basis, Tensor gradient, BankMember member, int width)
    {
        var rank = basis.shape[1];
        if (rank >= width)
        {
            return basis.narrow(1, 0, width);
        }

        using var scope = NewDisposeScope();
        var fresh = gradient.mm(GaussianMatrix.Draw(_gaussians, member, gradient.shape[1], width - rank, gradient));
        return scope.MoveToOuter(RangeBasis.WithPositiveDiagonal(cat([basis, fresh / Smallest.ScaleOf(fresh)], 1)));
    }
}
