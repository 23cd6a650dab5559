using AdaRank.Composition;
using AdaRank.Plugins.Projection.InterpolatedPowerIteration;
using AdaRank.Plugins.Projection.Linear;
using AdaRank.Plugins.Projection.OnlineDescent;
using AdaRank.Plugins.Projection.RandomizedSvd;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.EnergyThreshold;
using AdaRank.Plugins.Rank.Interval;
using AdaRank.Plugins.Steps;
using AdaRank.Plugins.Steps.Apollo;
using AdaRank.Plugins.Steps.Fira;
using AdaRank.Plugins.Steps.Flora;
using AdaRank.Plugins.Steps.Frugal;
using AdaRank.Plugins.Steps.LDAdam;
using AdaRank.Plugins.Steps.Limiting;
using AdaRank.Plugins.Steps.LowRankAdam;
using AdaRank.Plugins.Steps.Sumo;

namespace AdaRank.Vectors.Tests;

/// <summary>Turns the hyper-parameters of a case into settings of the optimizer. A value that means nothing fails the case.</summary>
internal static class RunSettings
{
    private static readonly Dictionary<string, Action<GroupBuilder, VectorCase>> Methods = new(StringComparer.Ordinal)
    {
        ["adarank"] = ConfigureAdaRankGrad,
        ["galore"] = ConfigureGaLore,
        ["fira"] = ConfigureFira,
        ["apollo"] = ConfigureApollo,
        ["ldadam"] = ConfigureLDAdam,
        ["flora"] = ConfigureFlora,
        ["frugal"] = ConfigureFrugal,
        ["sumo"] = ConfigureSumo,
        ["osd"] = ConfigureOnlineDescent,
    };

    /// <summary>The kinds whose cases are runs of a low-rank method.</summary>
    public static IEnumerable<string> Kinds => Methods.Keys;

    public static void Configure(AdaRankBuilder builder, VectorCase vector)
    {
        builder.LearningRate(vector.Number("lr")).WeightDecay(vector.Number("wd"));
        if (vector.Kind is "adam")
        {
            builder.UseProfile(Profiles.AdamW).FullRankStep<AdamOptions>("adam", options => SetAdam(options, vector));
            return;
        }

        builder.UseProfile(Profiles.AdaRankGrad).AllGroups(group => Methods[vector.Kind](group, vector));
    }

    private static void ConfigureAdaRankGrad(GroupBuilder group, VectorCase vector)
    {
        var isRaw = vector.Choose("basis", ("raw", true), ("rotated", false));
        group
            .Ranks(vector.Integer("r_min"), vector.Integer("r_max"), vector.Integer("rank_step"))
            .Refresh<ConvergenceOptions>("convergence", options =>
            {
                options.Interval = vector.Integer("gap");
                options.ConvergedNorm = vector.Number("sigma");
                options.CapturedShare = vector.Number("sigma_rel");
                options.MinimumInterval = vector.Integer("min_gap");
            })
            .Basis<RandomizedSvdOptions>("randomized-svd", options =>
            {
                options.PowerIterations = vector.Integer("power");
                options.Oversampling = isRaw ? 0 : (int)vector.Input("Omega").shape[2] - vector.Integer("r_max");
                options.Basis = isRaw ? BasisKind.Raw : BasisKind.Rotated;
            })
            .Step<LowRankAdamOptions>("adam", options => SetLowRankAdam(options, vector));
        _ = vector.Text("transport") switch
        {
            "variance" => group.Transport("rotate"),
            "linear" => group.Transport<LinearTransportOptions>("linear", options => options.Clamp = false),
            "linear_clamp" => group.Transport<LinearTransportOptions>("linear", options => options.Clamp = true),
            "square" or "reset" or "keep" => group.Transport(vector.Text("transport")),
            var mode => throw new ArgumentOutOfRangeException(nameof(vector), mode, "Unknown transport mode."),
        };
        _ = isRaw
            ? group.Rank("fixed")
            : group.Rank<EnergyThresholdOptions>("energy-threshold", options => options.Tolerance = vector.Number("eta"));
    }

    private static void ConfigureGaLore(GroupBuilder group, VectorCase vector) => Singular(group, vector)
        .Transport("keep")
        .Step<LowRankAdamOptions>("adam", options => SetLowRankAdam(options, vector));

    private static void ConfigureFira(GroupBuilder group, VectorCase vector) => Singular(group, vector)
        .Transport("keep")
        .Step<FiraOptions>("fira", options =>
        {
            SetLowRankAdam(options, vector);
            (options.Gamma, options.Stage) = (vector.Number("gamma"), StageOf(vector));
        });

    private static void ConfigureApollo(GroupBuilder group, VectorCase vector) => Fixed(group, (int)vector.Input("P").shape[1])
        .Refresh<IntervalOptions>("interval", options => options.Interval = vector.Integer("gap"))
        .Basis("gaussian")
        .Transport("keep")
        .Step<ApolloOptions>("apollo", options =>
        {
            SetAdam(options, vector);
            options.Granularity = vector.Choose("kind", ("channel", ApolloGranularity.Channel), ("tensor", ApolloGranularity.Tensor));
            (options.Scale, options.Gamma, options.Stage) = (vector.Number("scale"), vector.Number("gamma"), StageOf(vector));
        });

    private static void ConfigureLDAdam(GroupBuilder group, VectorCase vector) => Fixed(group, vector.Integer("rank"))
        .Refresh<IntervalOptions>("interval", options => options.Interval = 1)
        .Basis<InterpolatedPowerIterationOptions>("interpolated-power-iteration", options => options.MomentumShare = vector.Number("rho"))
        .Transport("rotate")
        .Step<LDAdamOptions>("ldadam", options =>
        {
            (options.Beta1, options.Beta2, options.Epsilon) = (vector.Number("b1"), vector.Number("b2"), vector.Number("eps"));
            (options.Scale, options.ErrorFeedback) = (vector.Number("alpha", otherwise: 1), vector.Flag("ef"));
        });

    private static void ConfigureFlora(GroupBuilder group, VectorCase vector) => Fixed(group, (int)vector.Input("P").shape[1])
        .Refresh<IntervalOptions>("interval", options =>
            (options.Interval, options.Phase) = (vector.Integer("kappa"), vector.Integer("kappa") - 1))
        .Basis("gaussian")
        .Transport("linear")
        .Step<FloraOptions>("flora", options =>
        {
            options.Normalizer = vector.Choose("normalizer", ("none", FloraNormalizer.None), ("adafactor", FloraNormalizer.Adafactor));
            (options.Beta1, options.Scale) = (vector.Number("b1"), vector.Number("alpha", otherwise: 1));
            (options.DecayExponent, options.Epsilon, options.ClipThreshold) = (vector.Number("decay"), vector.Number("eps1"), vector.Number("clip"));
        });

    private static void ConfigureFrugal(GroupBuilder group, VectorCase vector) => Singular(group, vector)
        .Transport(vector.Flag("reset") ? "reset" : "keep")
        .Step<FrugalOptions>("frugal", options =>
        {
            SetLowRankAdam(options, vector);
            options.FreePart = vector.Choose("free", ("sign", FrugalFreePart.Sign), ("sgd", FrugalFreePart.Residual));
            (options.FreeScale, options.RestartBias) = (vector.Number("free_scale"), vector.Flag("reset"));
        });

    private static void ConfigureSumo(GroupBuilder group, VectorCase vector) => Fixed(group, vector.Integer("rank"))
        .Refresh<IntervalOptions>("interval", options => options.Interval = vector.Integer("gap"))
        .Basis<RandomizedSvdOptions>("randomized-svd", options =>
        {
            options.PowerIterations = vector.Integer("power");
            options.Oversampling = (int)vector.Input("Omega").shape[2] - vector.Integer("rank");
        })
        .Transport("rotate")
        .Step<SumoOptions>("sumo", options =>
        {
            options.Momentum = vector.Flag("ema") ? SumoMomentum.Mean : SumoMomentum.Sum;
            (options.Decay, options.Gamma) = (vector.Number("mu"), vector.Number("gamma"));
            (options.Scale, options.PerpendicularScale) = (vector.Number("alpha"), vector.Number("perp"));
        });

    private static void ConfigureOnlineDescent(GroupBuilder group, VectorCase vector) => Fixed(group, vector.Integer("rank"))
        .Refresh("once")
        .Basis<OnlineDescentOptions>("online-descent", options =>
        {
            options.Method = vector.Choose("popt", ("adam", DescentMethod.Adam), ("sgd", DescentMethod.Sgd));
            (options.Rate, options.Penalty) = (vector.Number("plr"), vector.Number("lam"));
        })
        .Transport("keep")
        .Step<LowRankAdamOptions>("adam", options => SetLowRankAdam(options, vector));

    private static GroupBuilder Singular(GroupBuilder group, VectorCase vector) => Fixed(group, vector.Integer("rank"))
        .Refresh<IntervalOptions>("interval", options => options.Interval = vector.Integer("gap"))
        .Basis("exact-svd");

    private static GroupBuilder Fixed(GroupBuilder group, int rank) => group.Ranks(1, rank).Rank("fixed");

    private static LimiterStage StageOf(VectorCase vector) =>
        vector.Choose("stage", ("raw", LimiterStage.Raw), ("corrected", LimiterStage.Corrected));

    private static void SetAdam(AdamOptions options, VectorCase vector) =>
        (options.Beta1, options.Beta2, options.Epsilon) = (vector.Number("b1"), vector.Number("b2"), vector.Number("eps"));

    private static void SetLowRankAdam(LowRankAdamOptions options, VectorCase vector)
    {
        SetAdam(options, vector);
        options.Scale = vector.Number("alpha", otherwise: 1);
    }
}
