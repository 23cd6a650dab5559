using AdaRank.Plugins.Steps.Limiting;
using AdaRank.Plugins.Steps.LowRankAdam;

namespace AdaRank.Plugins.Steps.Fira;

/// <summary>Options of <see cref="FiraStep"/>.</summary>
public sealed partial class FiraOptions : LowRankAdamOptions
{
    /// <summary>γ, by which the norm of the part outside the subspace may grow from step to step: at least 1, or 0 for no limit.</summary>
    /// <value>1.01 (Fira, arXiv 2410.01623).</value>
    [Tunable(0, double.PositiveInfinity)]
    public double Gamma { get; set; } = 1.01;

    /// <summary>Which norm the limiter watches.</summary>
    /// <value><see cref="LimiterStage.Raw"/>, as the published code does.</value>
    [Tunable]
    public LimiterStage Stage { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SettingChecks.Growth("gamma", Gamma);
        SettingChecks.Defined("stage", Stage);
    }
}
