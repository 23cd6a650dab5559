namespace AdaRank.Plugins.Rank.Hysteresis;

/// <summary>Options of <see cref="HysteresisFilter"/>. The larger margin counts.</summary>
public sealed partial class HysteresisOptions : IPluginOptions
{
    /// <summary>The largest change that is ignored, as a share of the rank in use; at least 0.</summary>
    /// <value>0.1. No source.</value>
    [Tunable(0, double.PositiveInfinity)]
    public double RelativeMargin { get; set; } = 0.1;

    /// <summary>The largest change that is ignored, in ranks; at least 0.</summary>
    /// <value>1. No source.</value>
    [Tunable(0, double.PositiveInfinity)]
    public int AbsoluteMargin { get; set; } = 1;

    /// <inheritdoc/>
    public void Validate()
    {
        if (!(RelativeMargin >= 0) || double.IsInfinity(RelativeMargin))
        {
            throw new InvalidSettingException("relative margin", RelativeMargin, "use a finite share of at least 0, for example 0.1");
        }

        if (AbsoluteMargin < 0)
        {
            throw new InvalidSettingException("absolute margin", AbsoluteMargin, "use at least 0 ranks");
        }
    }
}
