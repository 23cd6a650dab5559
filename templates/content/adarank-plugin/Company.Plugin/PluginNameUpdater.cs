using AdaRank.Banks;
using AdaRank.Plugins;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace Company.Plugin;

/// <summary>The leading left singular vectors of the gradient.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameUpdater : IProjectionUpdater
{
    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public int SketchWidth(in BankShape shape, in RankBounds bounds) => (int)Math.Min(bounds.Highest, shape.ShortSide);

    /// <inheritdoc/>
    public long ScratchBytes(in BankShape shape, in RankBounds bounds) =>
        ((3 * shape.LongSide) + (4 * shape.ShortSide)) * shape.ShortSide * shape.StateElementBytes;

    /// <inheritdoc/>
    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        var full = (GradientView.Full)gradients;
        for (var index = 0; index < bank.Count; index++)
        {
            using var scope = NewDisposeScope();
            var (vectors, values, _) = linalg.svd(full.Canonical(index), fullMatrices: false);
            result.Candidates[index].copy_(vectors.narrow(1, 0, result.Width));
            values.narrow(0, 0, result.Width).to(ScalarType.Float64).square().data<double>().CopyTo(result.Energies(index));
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
