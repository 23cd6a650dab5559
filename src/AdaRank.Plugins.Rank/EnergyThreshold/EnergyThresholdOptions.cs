namespace AdaRank.Plugins.Rank.EnergyThreshold;

/// <summary>Options of <see cref="EnergyThresholdRankPolicy"/>.</summary>
public sealed partial class EnergyThresholdOptions : IPluginOptions
{
    /// <summary>η, the share of the squared gradient norm that may be lost. In [0, 1).</summary>
    /// <value>0.04 (method.md, section 3).</value>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Tolerance { get; set; } = 0.04;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Tolerance is not (>= 0 and < 1))
        {
            throw new InvalidSettingException("tolerance", Tolerance, "use a share of lost energy from 0 to below 1, for example 0.04");
        }
    }
}
