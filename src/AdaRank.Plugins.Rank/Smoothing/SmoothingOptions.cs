namespace AdaRank.Plugins.Rank.Smoothing;

/// <summary>Options of <see cref="SmoothingFilter"/>.</summary>
public sealed partial class SmoothingOptions : IPluginOptions
{
    /// <summary>The share of the way to the proposal that a refresh goes; above 0, at most 1, which changes nothing.</summary>
    /// <value>0.5. No source.</value>
    [Tunable(0, 1, ExcludesMinimum = true)]
    public double Share { get; set; } = 0.5;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Share is not (> 0 and <= 1))
        {
            throw new InvalidSettingException("share of the way", Share, "use a share above 0 and at most 1, for example 0.5");
        }
    }
}
