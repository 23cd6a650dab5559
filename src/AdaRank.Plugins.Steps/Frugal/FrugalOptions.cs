using AdaRank.Plugins.Steps.LowRankAdam;

namespace AdaRank.Plugins.Steps.Frugal;

/// <summary>Options of <see cref="FrugalStep"/>.</summary>
public sealed partial class FrugalOptions : LowRankAdamOptions
{
    /// <summary>What is done outside of the subspace.</summary>
    /// <value><see cref="FrugalFreePart.Sign"/> (FRUGAL, arXiv 2411.07837).</value>
    [Tunable]
    public FrugalFreePart FreePart { get; set; }

    /// <summary>c, factor of the part outside; at least 0, which leaves it out.</summary>
    /// <value>1 (FRUGAL, arXiv 2411.07837).</value>
    [Tunable(0, double.PositiveInfinity)]
    public double FreeScale { get; set; } = 1;

    /// <summary>
    /// Whether the correction of biases counts steps from the last refresh, as it must with a transport that resets the
    /// moments; otherwise from the first step.
    /// </summary>
    /// <value>true.</value>
    [Tunable]
    public bool RestartBias { get; set; } = true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        SettingChecks.Defined("free part", FreePart);
        SettingChecks.OptionalFactor("free scale", FreeScale);
    }
}
