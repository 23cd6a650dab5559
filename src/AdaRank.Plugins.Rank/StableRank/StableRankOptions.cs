namespace AdaRank.Plugins.Rank.StableRank;

/// <summary>Options of <see cref="StableRankPolicy"/>.</summary>
public sealed partial class StableRankOptions : IPluginOptions
{
    /// <summary>How many columns there are for each unit of stable rank; above 0.</summary>
    /// <value>1. No source: the stable rank counts only what is as strong as the first column, so more is often wanted.</value>
    [Tunable(0, double.PositiveInfinity, ExcludesMinimum = true)]
    public double Factor { get; set; } = 1;

    /// <inheritdoc/>
    public void Validate()
    {
        if (!(Factor > 0) || double.IsInfinity(Factor))
        {
            throw new InvalidSettingException("factor of the stable rank", Factor, "use a finite factor above 0, for example 1");
        }
    }
}
