using AdaRank.Banks;
using AdaRank.Plugins;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Samples.CustomPlugin;

/// <summary>The eigenvectors of A Aᵀ, in fp64: the left singular vectors of the gradient A.</summary>
[Plugin("gram")]
public sealed class GramUpdater : IProjectionUpdater
{
    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => (int)Math.Min(bounds.Highest, shape.ShortSide);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) =>
        ((2 * shape.LongSide) + (5 * shape.ShortSide)) * shape.ShortSide * sizeof(double);

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var gradient = ((GradientView.Full)gradients).Canonical(index).to(ScalarType.Float64);
            var (values, vectors) = linalg.eigh(gradient.mm(gradient.t())); // ascending
            var energies = values.flip(0).narrow(0, 0, result.Width).clamp(min: 0);
            result.Candidates[index].copy_(vectors.flip(1).narrow(1, 0, result.Width));
            energies.data<double>().CopyTo(result.Energies(index));
            result.NumericalRank(index) = (int)energies.gt(1e-14 * energies[0]).sum().item<long>();
        }
    }

    /// <inheritdoc/>
    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases)
    {
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            bases[index].copy_(sketch.Candidates[index].narrow(1, 0, ranks[index]));
        }
    }
}
