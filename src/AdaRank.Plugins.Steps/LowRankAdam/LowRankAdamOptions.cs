namespace AdaRank.Plugins.Steps.LowRankAdam;

/// <summary>Options of <see cref="LowRankAdamStep"/>.</summary>
public sealed partial class LowRankAdamOptions : AdamOptions
{
    /// <summary>α, factor of the projected update and never of the decay; above 0.</summary>
    /// <value>1; GaLore uses 0.25 (method.md eq. 4.5).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Scale { get; set; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (!(Scale > 0) || double.IsInfinity(Scale))
        {
            throw new InvalidSettingException("scale", Scale, "use a finite factor above 0, for example 1");
        }
    }
}
