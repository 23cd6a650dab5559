using AdaRank.Banks;
using AdaRank.Plugins.Projection.LinearAlgebra;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.ExactSvd;

/// <summary>The leading left singular vectors of the gradient by a full decomposition.</summary>
/// <remarks>GaLore (arXiv 2403.03507); method.md eq. 7.1 with the sign rule 3.7. Cost about 2Ld² + 20d³.</remarks>
[Plugin("exact-svd")]
public sealed class ExactSvdUpdater : IProjectionUpdater
{
    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

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
            ExactBasis.Write(full.Canonical(index), result, index);
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: true);
}
