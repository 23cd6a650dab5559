using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps;
using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.State;

namespace AdaRank.Composition;

/// <summary>The combinations that AdaRank names: each one a published method with its paper's defaults.</summary>
/// <remarks>
/// A profile says what low-rank groups get; everything else is trained by the full-rank step, AdamW unless another is chosen. The
/// highest rank is 128 unless the method fixes its own. A page for each stands in <c>docs/methods</c>.
/// </remarks>
public static class Profiles
{
    /// <summary>AdaRankGrad (arXiv 2410.17881): randomized SVD, adaptive rank, refresh by convergence, rotated moments.</summary>
    public const string AdaRankGrad = "adarankgrad";

    /// <summary>GaLore (arXiv 2403.03507): exact SVD every 200 steps, fixed rank, moments kept, scale 0.25.</summary>
    public const string GaLore = "galore";

    /// <summary>GaLore with both moments in 8 bits (arXiv 2403.03507, section 4.3).</summary>
    public const string GaLore8Bit = "galore-8bit";

    /// <summary>GoLore (arXiv 2410.11289): GaLore's basis at first, random orthonormal ones later.</summary>
    public const string GoLore = "golore";

    /// <summary>Fira (arXiv 2410.01623): GaLore's basis, and the rest of the gradient scaled by norms and limited in growth.</summary>
    public const string Fira = "fira";

    /// <summary>APOLLO (arXiv 2412.05270): the gradient scaled column by column, as Adam would in a random projection; r = d/4.</summary>
    public const string Apollo = "apollo";

    /// <summary>APOLLO-Mini (arXiv 2412.05270): one factor for the whole matrix, from a projection of rank 1.</summary>
    public const string ApolloMini = "apollo-mini";

    /// <summary>LDAdam (arXiv 2410.16103): a power iteration in every step, rotated moments, error feedback.</summary>
    public const string LDAdam = "ldadam";

    /// <summary>Flora (arXiv 2402.03293): momentum compressed by random projections, normalised as Adafactor does.</summary>
    public const string Flora = "flora";

    /// <summary>FRUGAL (arXiv 2411.07837): Adam in GaLore's subspace, sign descent outside; r = d/4, moments restart at a refresh.</summary>
    public const string Frugal = "frugal";

    /// <summary>SUMO (arXiv 2505.24749): momentum in the subspace, orthogonalised exactly.</summary>
    public const string Sumo = "sumo";

    /// <summary>Online Subspace Descent (arXiv 2408.12857): a basis that follows the gradient by Adam, never renewed.</summary>
    public const string OnlineSubspaceDescent = "online-subspace-descent";

    /// <summary>SubTrack++ (arXiv 2502.01586): the basis turns along a geodesic, rotated moments, Fira's recovery of the rest.</summary>
    public const string SubTrack = "subtrack++";

    /// <summary>COAP (arXiv 2412.00071): a basis that follows gradient and momentum, recalibrated now and then.</summary>
    public const string Coap = "coap";

    /// <summary>AdamW (arXiv 1711.05101) for every parameter: the full-rank baseline.</summary>
    public const string AdamW = "adamw";

    /// <summary>AdamW with both moments of the matrices in 8 bits (arXiv 2110.02861), of everything else in full.</summary>
    public const string AdamW8Bit = "adamw-8bit";

    /// <summary>Adam-mini (arXiv 2406.16793) for the matrices: one second moment per row.</summary>
    public const string AdamMini = "adam-mini";

    /// <summary>Muon (Jordan et al., 2024; arXiv 2502.16982) for the matrices: momentum, orthogonalised by Newton-Schulz.</summary>
    public const string Muon = "muon";

    /// <summary>The interval of GaLore and its kin.</summary>
    private const int GaLoreInterval = 200;

    /// <summary>A bound that no matrix reaches, for methods that state the rank as a share of the smaller side.</summary>
    private const int AnyRank = 65_536;

    internal static IReadOnlyDictionary<string, Action<GroupBuilder>> BuiltIn { get; } =
        new Dictionary<string, Action<GroupBuilder>>(StringComparer.Ordinal)
        {
            [AdaRankGrad] = static group => group
                .Refresh("convergence")
                .Basis("randomized-svd")
                .Rank("energy-threshold")
                .Transport("rotate")
                .Step("adam"),
            [GaLore] = static group => Every(GaLoreInterval, group)
                .Basis("exact-svd")
                .Transport("keep")
                .Step<LowRankAdamOptions>("adam", static options => options.Scale = 0.25),
            [GaLore8Bit] = static group => Every(GaLoreInterval, group)
                .Basis("exact-svd")
                .Transport("keep")
                .Step<LowRankAdamOptions>("adam", static options =>
                {
                    options.Scale = 0.25;
                    SetEightBits(options);
                }),
            [GoLore] = static group => Every(GaLoreInterval, group)
                .Basis("golore")
                .Transport("rotate")
                .Step<LowRankAdamOptions>("adam", static options => options.Scale = 0.25),
            [Fira] = static group => Every(GaLoreInterval, group).Basis("exact-svd").Transport("keep").Step("fira"),
            [Apollo] = static group => Every(GaLoreInterval, group)
                .Basis("gaussian")
                .Ranks(1, AnyRank)
                .Rank("share")
                .Transport("keep")
                .Step("apollo"),
            [ApolloMini] = static group => Every(GaLoreInterval, group)
                .Basis("gaussian")
                .Ranks(1, 1)
                .Transport("keep")
                .Step<ApolloOptions>("apollo", static options => (options.Granularity, options.Scale) = (ApolloGranularity.Tensor, 128)),
            [LDAdam] = static group => Every(1, group).Basis("interpolated-power-iteration").Transport("rotate").Step("ldadam"),
            [Flora] = static group => Every(1000, group, phase: 999).Basis("gaussian").Transport("rotate").Step("flora"),
            [Frugal] = static group => Every(GaLoreInterval, group)
                .Basis("exact-svd")
                .Ranks(1, AnyRank)
                .Rank("share")
                .Transport("reset")
                .Step("frugal"),
            [Sumo] = static group => Every(GaLoreInterval, group).Basis("randomized-svd").Transport("rotate").Step("sumo"),
            [OnlineSubspaceDescent] = static group => group
                .Refresh("once")
                .Basis("online-descent")
                .Rank("fixed")
                .Transport("keep")
                .Step<LowRankAdamOptions>("adam", static options => options.Scale = 0.25),
            [SubTrack] = static group => Every(GaLoreInterval, group).Basis("geodesic").Transport("rotate").Step("fira"),
            [Coap] = static group => Every(256, group).Basis("coap").Transport("keep").Step("adam"),
            [AdamW] = static group => group.FullRank(),
            [AdamW8Bit] = static group => group.FullRank<AdamOptions>("adam", SetEightBits),
            [AdamMini] = static group => group.FullRank("adam-mini"),
            [Muon] = static group => group.FullRank("muon"),
        };

    private static GroupBuilder Every(int steps, GroupBuilder group, int phase = 0) => group
        .Refresh<IntervalOptions>("interval", options => (options.Interval, options.Phase) = (steps, phase))
        .Rank("fixed");

    private static void SetEightBits(AdamOptions options) =>
        (options.FirstMoment, options.SecondMoment) = (StateEncoding.Blockwise8Bit, StateEncoding.Blockwise8Bit);
}
