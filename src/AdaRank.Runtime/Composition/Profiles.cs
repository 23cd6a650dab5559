using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps.LowRankAdam;

namespace AdaRank.Composition;

/// <summary>The combinations that AdaRank names: each one a published method with its paper's defaults.</summary>
public static class Profiles
{
    /// <summary>AdaRankGrad (arXiv 2410.17881): randomized SVD, adaptive rank, refresh by convergence, rotated moments.</summary>
    public const string AdaRankGrad = "adarankgrad";

    /// <summary>GaLore (arXiv 2403.03507): exact SVD every 200 steps, fixed rank, moments kept, scale 0.25.</summary>
    public const string GaLore = "galore";

    /// <summary>AdamW (arXiv 1711.05101) for every parameter: the full-rank baseline.</summary>
    public const string AdamW = "adamw";

    internal static IReadOnlyDictionary<string, Action<GroupBuilder>> BuiltIn { get; } =
        new Dictionary<string, Action<GroupBuilder>>(StringComparer.Ordinal)
        {
            [AdaRankGrad] = static group => group
                .Refresh("convergence")
                .Basis("randomized-svd")
                .Rank("energy-threshold")
                .Transport("rotate")
                .Step("adam"),
            [GaLore] = static group => group
                .Refresh<IntervalOptions>("interval", static options => options.Interval = 200)
                .Basis("exact-svd")
                .Rank("fixed")
                .Transport("keep")
                .Step<LowRankAdamOptions>("adam", static options => options.Scale = 0.25),
            [AdamW] = static group => group.FullRank(),
        };
}
