using AdaRank.State;

namespace AdaRank.Plugins.Steps.Flora;

/// <summary>Options of <see cref="FloraStep"/>.</summary>
public sealed partial class FloraOptions : IPluginOptions
{
    /// <summary>β₁, decay of the compressed momentum, in [0, 1).</summary>
    /// <value>0.9 (method.md, section 4).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Beta1 { get; set; } = 0.9;

    /// <summary>What is compressed.</summary>
    /// <value><see cref="FloraNormalizer.Adafactor"/>, the base optimizer of the paper (Flora, arXiv 2402.03293).</value>
    [Tunable]
    public FloraNormalizer Normalizer { get; set; } = FloraNormalizer.Adafactor;

    /// <summary>Adafactor's decay exponent: its β₂ in step t is 1 - t^exponent; at most 0.</summary>
    /// <value>-0.8 (method.md eq. 7.8a).</value>
    [Tunable(double.NegativeInfinity, 0)]
    public double DecayExponent { get; set; } = -0.8;

    /// <summary>ε₁, added to the squares of the gradient; above 0, in squared gradient units.</summary>
    /// <value>1e-30 (method.md eq. 7.8a).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Epsilon { get; set; } = 1e-30;

    /// <summary>The root mean square beyond which Adafactor's update is scaled down; above 0.</summary>
    /// <value>1 (method.md eq. 7.8a).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double ClipThreshold { get; set; } = 1;

    /// <summary>α, factor of the update and never of the decay; above 0.</summary>
    /// <value>1 (method.md eq. 4.5).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Scale { get; set; } = 1;

    /// <summary>How the compressed momentum is stored between steps.</summary>
    /// <value><see cref="StateEncoding.Full"/>.</value>
    [Tunable]
    public StateEncoding FirstMoment { get; set; }

    /// <inheritdoc/>
    public void Validate()
    {
        SettingChecks.Decay("beta1", Beta1);
        SettingChecks.Defined("normalizer", Normalizer);
        if (!(DecayExponent <= 0) || double.IsInfinity(DecayExponent))
        {
            throw new InvalidSettingException("decay exponent", DecayExponent, "use a finite number, at most 0, for example -0.8");
        }

        SettingChecks.Epsilon("epsilon", Epsilon, example: "1e-30");
        SettingChecks.Factor("clip threshold", ClipThreshold);
        SettingChecks.Factor("scale", Scale);
        SettingChecks.Defined("first moment", FirstMoment);
    }
}
