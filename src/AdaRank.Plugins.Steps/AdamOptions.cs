using AdaRank.State;

namespace AdaRank.Plugins.Steps;

/// <summary>What Adam needs in a subspace and outside of one alike.</summary>
public partial class AdamOptions : IPluginOptions
{
    /// <summary>β₁, decay of the first moment, in [0, 1).</summary>
    /// <value>0.9 (method.md, section 4).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂, decay of the second moment, in [0, 1).</summary>
    /// <value>0.999 (method.md, section 4).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε, added to the root of the corrected second moment; above 0, in gradient units.</summary>
    /// <value>1e-8 (method.md, section 4).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>How the first moment is stored between steps.</summary>
    /// <value><see cref="StateEncoding.Full"/>.</value>
    [Tunable]
    public StateEncoding FirstMoment { get; set; }

    /// <summary>How the second moment is stored between steps. 8-bit Adam has both in 8 bits.</summary>
    /// <value><see cref="StateEncoding.Full"/>.</value>
    [Tunable]
    public StateEncoding SecondMoment { get; set; }

    /// <inheritdoc/>
    public virtual void Validate()
    {
        SettingChecks.Decay("beta1", Beta1);
        SettingChecks.Decay("beta2", Beta2);
        SettingChecks.Epsilon("epsilon", Epsilon, example: "1e-8");
        SettingChecks.Defined("first moment", FirstMoment);
        SettingChecks.Defined("second moment", SecondMoment);
    }
}
