using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Coap;

/// <summary>A basis that follows gradient and momentum by rare clipped moves, and is recalibrated cheaply at refreshes.</summary>
/// <remarks>
/// COAP (arXiv 2412.00071); method.md, section 7.11. A move is one step on mse(P PᵀA, A) (1 - mean cos(P M, A)). A refresh is eq. 7.14:
/// Aᵀ P_old = Z R, and P = left singular vectors of A Z; singular vectors of A the first time. Cost of a move 8dLr + 8Lr², of a
/// refresh 4dLr + 2(d + L)r², against 6Ld² of an SVD. Where the rank may grow, columns drawn afresh join P_old.
/// </remarks>
[Plugin("coap")]
public sealed class CoapUpdater : IOnlineProjection
{
    private readonly IGaussianSource _gaussians;
    private readonly int _interval;
    private readonly double _rate;
    private readonly double _largestSlope;

    /// <summary>Makes the updater.</summary>
    /// <param name="options">Interval and size of the moves.</param>
    /// <param name="gaussians">Where columns come from by which the rank may grow.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public CoapUpdater(CoapOptions options, IGaussianSource gaussians)
    {
        options.Validate();
        _gaussians = gaussians;
        (_interval, _rate, _largestSlope) = (options.Interval, options.Rate, options.LargestSlope);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    /// <remarks>Orthonormal only until the first move.</remarks>
    public BasisTraits Traits => BasisTraits.None;

    /// <inheritdoc/>
    public bool NeedsFirstMoment => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> BasisStateNames => [];

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) => ExactBasis.ScratchBytes(shape);

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var gradient = full.Canonical(index);
            if (bank[index].Basis is { } old)
            {
                Recalibrate(gradient, StartBlock.Of(_gaussians, bank[index], old, result.Width), result, index);
            }
            else
            {
                ExactBasis.Write(gradient, result, index);
            }
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: true);

    /// <inheritdoc/>
    public void Follow(
        BucketView bucket, GradientView gradients, IReadOnlyList<IReadOnlyList<Tensor>> basisState, in StepScalars scalars)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bucket.Count; index++)
        {
            var member = bucket[index];
            if (member.SubspaceStep % _interval != 0 || member.FirstMoment is not { } moment)
            {
                continue;
            }

            using var scope = NewDisposeScope();
            Move(member.Basis, full.Canonical(index), moment);
        }
    }

    /// <summary>Writes the left singular vectors of A Z, where Z spans Aᵀ P_old.</summary>
    private static void Recalibrate(Tensor gradient, Tensor start, SketchView result, int index)
    {
        var rowRange = RangeBasis.Of(gradient.t().mm(start));
        var (range, triangle) = linalg.qr(gradient.mm(rowRange), linalg.QRMode.Reduced);
        var (vectors, values, _) = linalg.svd(triangle.to(ScalarType.Float64), fullMatrices: false);
        result.Candidates[index].copy_(range.mm(vectors.to(range.dtype)));
        values.square().cpu().data<double>().CopyTo(result.Energies(index));
    }

    private void Move(Tensor basis, Tensor gradient, Tensor moment)
    {
        var slope = CorrelationLoss.Slope(gradient, basis, moment);
        var scale = Smallest.ScaleOf(slope);
        var norm = scale * (slope / scale).norm();
        var moved = basis - (slope * (_rate * (_largestSlope / norm.clamp_min(Smallest.Of(norm.dtype))).clamp_max(1)));

        // A slope beyond the range of the type is no direction: the question stays on the device.
        basis.copy_(where(moved.isfinite().all(), moved, basis));
    }
}
