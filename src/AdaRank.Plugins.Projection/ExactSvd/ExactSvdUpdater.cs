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
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => (int)Math.Min(bounds.Highest, shape.ShortSide);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) =>
        ((shape.LongSide * shape.ShortSide) + (4 * shape.ShortSide * shape.ShortSide)) * shape.StateElementBytes;

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var gradient = full.Canonical(index);
            var (vectors, values) = LeftSingularPairs.Of(gradient, gradient.dtype);
            result.Candidates[index].copy_(vectors.narrow(1, 0, result.Width));
            values.narrow(0, 0, result.Width).to(ScalarType.Float64).square().data<double>().CopyTo(result.Energies(index));
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases) =>
        LeadingCandidates.Commit(bank, sketch, ranks, bases, fixSigns: true);
}
