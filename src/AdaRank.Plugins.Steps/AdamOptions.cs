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

    /// <inheritdoc/>
    public virtual void Validate()
    {
        CheckDecay("beta1", Beta1);
        CheckDecay("beta2", Beta2);
        if (!(Epsilon > 0) || double.IsInfinity(Epsilon))
        {
            throw new InvalidSettingException("epsilon", Epsilon, "use a small number above 0, for example 1e-8");
        }
    }

    private static void CheckDecay(string name, double value)
    {
        if (value is not (>= 0 and < 1))
        {
            throw new InvalidSettingException(name, value, "use a decay from 0 to below 1");
        }
    }
}
