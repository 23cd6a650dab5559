using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.RandomOrthonormal;

/// <summary>A uniformly random subspace, whatever the gradient is.</summary>
/// <param name="gaussians">Where the numbers come from.</param>
/// <remarks>
/// The second phase of GoLore (arXiv 2410.11289), method.md eq. 7.11: Q = qr(d × r Gaussian), with the signs that make it uniform
/// over all bases. Cost 2dr², no pass over the gradient; energies are not measured.
/// </remarks>
[Plugin("random-orthonormal")]
public sealed class RandomOrthonormalUpdater(IGaussianSource gaussians) : IProjectionUpdater
{
    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full | GradientForms.Projected;

    /// <inheritdoc/>
    public BasisTraits Traits => BasisTraits.Orthonormal;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => ExactBasis.Width(shape, bounds);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) => RandomBasis.ScratchBytes(shape, SketchWidth(shape, bounds));

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        for (var index = 0; index < bank.Count; index++)
        {
            RandomBasis.Write(gaussians, bank[index], result, index);
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: false);
}
