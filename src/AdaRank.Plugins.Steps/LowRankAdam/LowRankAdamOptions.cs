namespace AdaRank.Plugins.Steps.LowRankAdam;

/// <summary>Options of <see cref="LowRankAdamStep"/>, and of the steps that add something to it.</summary>
public partial class LowRankAdamOptions : AdamOptions
{
    /// <summary>α, factor of the projected update and never of the decay; above 0.</summary>
    /// <value>1; GaLore uses 0.25 (method.md eq. 4.5).</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Scale { get; set; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SettingChecks.Factor("scale", Scale);
    }
}
