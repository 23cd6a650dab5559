using AdaRank.Plugins.Steps.Limiting;

namespace AdaRank.Plugins.Steps.Apollo;

/// <summary>Options of <see cref="ApolloStep"/>.</summary>
public sealed partial class ApolloOptions : AdamOptions
{
    /// <summary>What has a scaling of its own.</summary>
    /// <value><see cref="ApolloGranularity.Channel"/>; APOLLO-Mini has one for the whole matrix.</value>
    [Tunable]
    public ApolloGranularity Granularity { get; set; }

    /// <summary>The square of the factor of the update; above 0.</summary>
    /// <value>1; APOLLO-Mini uses 128 (APOLLO, arXiv 2412.05270).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Scale { get; set; } = 1;

    /// <summary>γ, by which the norm of the scaled gradient may grow from step to step: at least 1, or 0 for no limit.</summary>
    /// <value>1.01 (APOLLO, arXiv 2412.05270).</value>
    [Tunable(0, double.PositiveInfinity)]
    public double Gamma { get; set; } = 1.01;

    /// <summary>Which norm the limiter watches.</summary>
    /// <value><see cref="LimiterStage.Raw"/>.</value>
    [Tunable]
    public LimiterStage Stage { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SettingChecks.Defined("granularity", Granularity);
        SettingChecks.Factor("scale", Scale);
        SettingChecks.Growth("gamma", Gamma);
        SettingChecks.Defined("stage", Stage);
    }
}
