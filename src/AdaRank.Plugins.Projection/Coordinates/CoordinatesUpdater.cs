using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Coordinates;

/// <summary>Whole rows of the gradient: those of most energy, or rows drawn at random.</summary>
/// <param name="options">How rows are chosen.</param>
/// <param name="gaussians">Where random rows come from.</param>
/// <remarks>
/// The coordinate projections of FRUGAL (arXiv 2411.07837), method.md, section 7.6: columns of I, so that Adam keeps the axes of the
/// weights. Rows of the canonical gradient are inputs of a tall layer and outputs of a wide one. Cost dL, or d normal numbers.
/// </remarks>
[Plugin("coordinates")]
public sealed class CoordinatesUpdater(CoordinatesOptions options, IGaussianSource gaussians) : IProjectionUpdater
{
    private readonly bool _isRandom = options.Random;

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    /// <remarks>Rows that are drawn come in no order of energy.</remarks>
    public BasisTraits Traits => _isRandom ? BasisTraits.Orthonormal : BasisTraits.Orthonormal | BasisTraits.Spectrum;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) => shape.ShortSide * (2 * sizeof(double));

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        result.Candidates.zero_();
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var rows = _isRandom ? Draw(bank[index], result) : ChooseByEnergy(full.Canonical(index), result, index);
            result.Candidates[index].scatter_(0, rows.unsqueeze(0), ones([1, result.Width], result.Candidates.dtype, result.Candidates.device));
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: false);

    private static Tensor ChooseByEnergy(Tensor gradient, SketchView result, int index)
    {
        // The norm of each row is taken in one pass; its square would be a second gradient.
        var norms = gradient.norm(1, keepdim: false, p: 2f);
        return LargestEnergies.Choose(norms.to(ScalarType.Float64).square(), result, index);
    }

    /// <summary>The first of a random order: that of as many normal numbers.</summary>
    private Tensor Draw(BankMember member, SketchView result)
    {
        var order = GaussianMatrix.Draw(gaussians, member, 1, result.Candidates.shape[1], result.Candidates).flatten();
        return order.argsort().narrow(0, 0, result.Width);
    }
}
