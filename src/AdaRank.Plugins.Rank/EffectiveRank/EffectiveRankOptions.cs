namespace AdaRank.Plugins.Rank.EffectiveRank;

/// <summary>Options of <see cref="EffectiveRankPolicy"/>.</summary>
public sealed partial class EffectiveRankOptions : IPluginOptions
{
    /// <summary>
    /// Whether the distribution is that of the energies s_i² instead of that of the singular values s_i. Gives smaller
    /// ranks: squares are less even.
    /// </summary>
    /// <value>False (Roy and Vetterli 2007).</value>
    [Tunable]
    public bool OfEnergies { get; set; }

    /// <inheritdoc/>
    public void Validate()
    {
    }
}
