using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.InterpolatedPowerIteration;

/// <summary>One block power step on a blend of momentum and gradient, meant for a refresh in every step.</summary>
/// <remarks>
/// LDAdam (arXiv 2410.16103); method.md eq. 7.6: H = ρ Q_old M/c₁ + (1 - ρ) A and Q = qr(H HᵀQ_old) with the non-negative diagonal;
/// singular vectors in the first step. Neither H (d × L) nor H Hᵀ (d × d) is formed: both factors are applied as they are. Cost
/// 4dLr + 4Lr² + 6dr². Where the rank may grow, columns drawn afresh join Q_old.
/// </remarks>
[Plugin("interpolated-power-iteration")]
public sealed class InterpolatedPowerIterationUpdater : IProjectionUpdater
{
    private readonly IGaussianSource _gaussians;
    private readonly double _share;

    /// <summary>Makes the updater.</summary>
    /// <param name="options">The share of the momentum.</param>
    /// <param name="gaussians">Where columns come from by which the rank may grow.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public InterpolatedPowerIterationUpdater(InterpolatedPowerIterationOptions options, IGaussianSource gaussians)
    {
        options.Validate();
        _gaussians = gaussians;
        _share = options.MomentumShare;
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public BasisTraits Traits => BasisTraits.Orthonormal;

    /// <inheritdoc/>
    public bool NeedsFirstMoment => true;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds)
    {
        // The first step decomposes; each later one takes HᵀX and its parts, and H HᵀX with its QR.
        var width = SketchWidth(shape, bounds);
        var iteration = width * ((4 * shape.ShortSide) + (3 * shape.LongSide) + (2 * width)) * shape.StateElementBytes;
        return Math.Max(ExactBasis.ScratchBytes(shape), iteration);
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
                result.Candidates[index].copy_(Iterate(gradient, member, old, result.Width));
            }
            else
            {
                ExactBasis.Write(gradient, result, index);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The signs are those of the QR factor, which vary smoothly from step to step.</remarks>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: false);

    private Tensor Iterate(Tensor gradient, BankMember member, Tensor old, int width)
    {
        using var scope = NewDisposeScope();
        var start = StartBlock.Of(_gaussians, member, old, width);
        var blended = start.t().mm(gradient).mul_(1 - _share);
        var momentum = member.FirstMomentCorrection > 0 ? member.FirstMoment?.mul(_share / member.FirstMomentCorrection) : null;
        if (momentum is not null)
        {
            blended += start.t().mm(old).mm(momentum);
        }

        // The QR factor does not know the scale, and squared gradients would soon leave the range of fp32.
        blended = blended / Smallest.ScaleOf(blended);
        var iterated = gradient.mm(blended.t()).mul_(1 - _share);
        if (momentum is not null)
        {
            iterated += old.mm(momentum.mm(blended.t()));
        }

        return scope.MoveToOuter(RangeBasis.WithPositiveDiagonal(iterated));
    }
}
