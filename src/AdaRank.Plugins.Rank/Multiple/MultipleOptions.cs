namespace AdaRank.Plugins.Rank.Multiple;

/// <summary>Options of <see cref="MultipleFilter"/>.</summary>
public sealed partial class MultipleOptions : IPluginOptions
{
    /// <summary>The number whose multiples ranks are; at least 1, which changes nothing.</summary>
    /// <value>8: what matrix units of current devices are made for with numbers of 16 bits.</value>
    [Tunable(1, double.PositiveInfinity)]
    public int Of { get; set; } = 8;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Of < 1)
        {
            throw new InvalidSettingException("multiple of ranks", Of, "use a number of at least 1, for example 8");
        }
    }
}
