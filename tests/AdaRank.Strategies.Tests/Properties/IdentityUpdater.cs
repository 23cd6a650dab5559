using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Plugins;
using AdaRank.Projection;
using AdaRank.Rank;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>The first columns of I as every basis, so that at full rank nothing is projected at all.</summary>
internal sealed class IdentityUpdater : IProjectionUpdater
{
    private const string Key = "identity";

    public GradientForms Accepts => GradientForms.Full;

    public BasisTraits Traits => BasisTraits.Orthonormal;

    /// <summary>Declares the updater.</summary>
    /// <returns>Its key.</returns>
    public static string AddTo(AdaRankBuilder adarank)
    {
        adarank.AddPlugin<IProjectionUpdater, NoOptions>(new PluginDescriptor(Key), static (_, _) => new IdentityUpdater());
        return Key;
    }

    public int SketchWidth(in BankShape shape, in RankBounds bounds) => (int)Math.Min(bounds.Highest, shape.ShortSide);

    public long ScratchBytes(in BankShape shape, in RankBounds bounds) => 0;

    public void Sketch(BankView bank, GradientView gradients, SketchView result)
    {
        result.Candidates.zero_();
        using var diagonals = result.Candidates.diagonal(0, 1, 2);
        diagonals.fill_(1);
    }

    public void Commit(BankView bank, SketchView sketch, ReadOnlySpan<int> ranks, IReadOnlyList<Tensor> bases)
    {
        for (var index = 0; index < bases.Count; index++)
        {
            using var candidates = sketch.Candidates[index];
            using var leading = candidates.narrow(1, 0, ranks[index]);
            bases[index].copy_(leading);
        }
    }
}
