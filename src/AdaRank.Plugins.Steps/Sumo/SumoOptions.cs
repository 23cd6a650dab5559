using AdaRank.State;

namespace AdaRank.Plugins.Steps.Sumo;

/// <summary>Options of <see cref="SumoStep"/>.</summary>
public sealed partial class SumoOptions : IPluginOptions
{
    /// <summary>μ, decay of the moment, in [0, 1).</summary>
    /// <value>0.95 (SUMO, arXiv 2505.24749).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Decay { get; set; } = 0.95;

    /// <summary>How a gradient is taken into the moment.</summary>
    /// <value><see cref="SumoMomentum.Sum"/>.</value>
    [Tunable]
    public SumoMomentum Momentum { get; set; }

    /// <summary>α, factor of the projected update and never of the decay; above 0.</summary>
    /// <value>1 (method.md eq. 7.10).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Scale { get; set; } = 1;

    /// <summary>Factor of the gradient's part outside of the subspace; at least 0, which leaves it out.</summary>
    /// <value>0 (method.md eq. 7.10).</value>
    [Tunable(0, double.PositiveInfinity)]
    public double PerpendicularScale { get; set; }

    /// <summary>γ, by which the norm of the direction may grow from step to step: at least 1, or 0 for no limit.</summary>
    /// <value>1.1 (method.md eq. 7.10).</value>
    [Tunable(0, double.PositiveInfinity)]
    public double Gamma { get; set; } = 1.1;

    /// <summary>How the moment is stored between steps.</summary>
    /// <value><see cref="StateEncoding.Full"/>.</value>
    [Tunable]
    public StateEncoding FirstMoment { get; set; }

    /// <inheritdoc/>
    public void Validate()
    {
        SettingChecks.Decay("decay", Decay);
        SettingChecks.Defined("momentum", Momentum);
        SettingChecks.Factor("scale", Scale);
        SettingChecks.OptionalFactor("perpendicular scale", PerpendicularScale);
        SettingChecks.Growth("gamma", Gamma);
        SettingChecks.Defined("first moment", FirstMoment);
    }
}
