namespace AdaRank.Plugins.Rank.Share;

/// <summary>Options of <see cref="ShareRankPolicy"/>.</summary>
public sealed partial class ShareOptions : IPluginOptions
{
    /// <summary>The rank as a share of the smaller side; above 0, at most 1.</summary>
    /// <value>0.25, the share of APOLLO (arXiv 2412.05270) and FRUGAL (arXiv 2411.07837).</value>
    [Tunable(0, 1, ExcludesMinimum = true)]
    public double Fraction { get; set; } = 0.25;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Fraction is not (> 0 and <= 1))
        {
            throw new InvalidSettingException("fraction of the smaller side", Fraction, "use a share above 0 and at most 1, for example 0.25");
        }
    }
}
