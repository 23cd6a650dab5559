using AdaRank.State;

namespace AdaRank.Plugins.Steps.LDAdam;

/// <summary>Options of <see cref="LDAdamStep"/>.</summary>
public sealed partial class LDAdamOptions : IPluginOptions
{
    /// <summary>β₁, decay of the first moment, in [0, 1).</summary>
    /// <value>0.908 (LDAdam, arXiv 2410.16103).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Beta1 { get; set; } = 0.908;

    /// <summary>β₂, decay of the second moment, in [0, 1).</summary>
    /// <value>0.99 (LDAdam, arXiv 2410.16103).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Beta2 { get; set; } = 0.99;

    /// <summary>ε, added to the root of the corrected second moment; above 0, in gradient units.</summary>
    /// <value>1e-8 (method.md, section 4).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>α, factor of the projected update and never of the decay; above 0.</summary>
    /// <value>1 (method.md eq. 4.5).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Scale { get; set; } = 1;

    /// <summary>
    /// Whether the next gradient gets what a step has left out of it. It costs a buffer of the gradient's own size; without
    /// it this step is <c>adam</c> with other decays.
    /// </summary>
    /// <value>true.</value>
    [Tunable]
    public bool ErrorFeedback { get; set; } = true;

    /// <summary>How the first moment is stored between steps.</summary>
    /// <value><see cref="StateEncoding.Full"/>.</value>
    [Tunable]
    public StateEncoding FirstMoment { get; set; }

    /// <summary>How the second moment is stored between steps.</summary>
    /// <value><see cref="StateEncoding.Full"/>.</value>
    [Tunable]
    public StateEncoding SecondMoment { get; set; }

    /// <inheritdoc/>
    public void Validate()
    {
        Adam().Validate();
        SettingChecks.Factor("scale", Scale);
    }

    /// <summary>The part that is Adam's.</summary>
    internal AdamOptions Adam() => new()
    {
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
        FirstMoment = FirstMoment,
        SecondMoment = SecondMoment,
    };
}
