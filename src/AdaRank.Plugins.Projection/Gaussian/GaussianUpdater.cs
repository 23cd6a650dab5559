using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Gaussian;

/// <summary>A random matrix with N(0, 1/r) entries, drawn from the seed again in each step and never stored.</summary>
/// <param name="gaussians">Where the numbers come from.</param>
/// <remarks>
/// APOLLO (arXiv 2412.05270) and Flora (arXiv 2402.03293); method.md, sections 7.3 and 7.5: Q = Pᵀ where P is r × d, drawn row by
/// row, so that E[Q Qᵀ] = I. Columns are not orthonormal. Cost: d r normal numbers a step, no state but the number of the draw.
/// </remarks>
[Plugin("gaussian")]
public sealed class GaussianUpdater(IGaussianSource gaussians) : IRegeneratedProjection
{
    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full | GradientForms.Projected;

    /// <inheritdoc/>
    public BasisTraits Traits => BasisTraits.None;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) =>
        SketchWidth(shape, bounds) * shape.ShortSide * (sizeof(double) + (2 * shape.StateElementBytes));

    /// <inheritdoc/>
    /// <remarks>The entries depend on the rank, so there is nothing to draw before it is decided. No energies are measured.</remarks>
    public void Sketch(BankView bank, GradientView gradients, SketchView result) => result.Candidates.zero_();

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        Regenerate(bank, bases);

    /// <inheritdoc/>
    public void Regenerate(BankView bank, IReadOnlyList<Tensor> bases)
    {
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var basis = bases[index];
            var (shortSide, rank) = (basis.shape[0], basis.shape[1]);
            var projection = GaussianMatrix.Draw(gaussians, bank[index], rank, shortSide, basis);
            basis.copy_(projection.div_(Math.Sqrt(rank)).t());
        }
    }
}
