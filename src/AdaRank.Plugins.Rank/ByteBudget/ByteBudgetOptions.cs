namespace AdaRank.Plugins.Rank.ByteBudget;

/// <summary>Options of <see cref="ByteBudgetRankPolicy"/>.</summary>
public sealed partial class ByteBudgetOptions : IPluginOptions
{
    /// <summary>
    /// Bytes that bases and moments of all matrices of the pool may take together; at least 1, and at least what their
    /// lowest ranks take.
    /// </summary>
    /// <value>2^30, one GiB. No source: it depends on the model.</value>
    [Tunable(1, double.PositiveInfinity)]
    public long Budget { get; set; } = 1L << 30;

    /// <summary>Name of the pool: groups that name the same one share one budget, that of the first group.</summary>
    /// <value>"all".</value>
    [Tunable]
    public string Pool { get; set; } = "all";

    /// <summary>What one more column of a matrix is worth beside one of another matrix.</summary>
    /// <value><see cref="GainMeasure.Share"/>.</value>
    [Tunable]
    public GainMeasure Measure { get; set; } = GainMeasure.Share;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Budget < 1)
        {
            throw new InvalidSettingException("byte budget", Budget, "use at least 1 byte");
        }

        if (string.IsNullOrWhiteSpace(Pool))
        {
            throw new InvalidSettingException("pool of the byte budget", Pool, "give it a name, for example 'all'");
        }

        if (!Enum.IsDefined(Measure))
        {
            throw new InvalidSettingException(
                "measure of the byte budget", Measure, $"use one of {string.Join(", ", Enum.GetNames<GainMeasure>())}");
        }
    }
}
