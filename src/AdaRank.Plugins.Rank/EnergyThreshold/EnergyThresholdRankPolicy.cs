using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.EnergyThreshold;

/// <summary>Picks the smallest rank whose lost gradient energy is at most a given share.</summary>
/// <remarks>
/// AdaRankGrad (arXiv 2410.17881); method.md eq. 3.4 and 3.5. The printed rule of the paper is a supremum that every
/// large rank satisfies; the smallest such rank is what is meant.
/// </remarks>
[Plugin("energy-threshold")]
public sealed class EnergyThresholdRankPolicy : IRankPolicy
{
    private readonly double _tolerance;

    /// <summary>Makes the policy.</summary>
    /// <param name="options">The tolerance.</param>
    /// <exception cref="InvalidSettingException">The tolerance is outside [0, 1).</exception>
    public EnergyThresholdRankPolicy(EnergyThresholdOptions options)
    {
        options.Validate();
        _tolerance = options.Tolerance;
    }

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation)
    {
        var (lowest, highest, stride) = observation.Bounds;

        // With no loss allowed the answer must not hang on how the last bits of two sums cancel.
        if (_tolerance == 0)
        {
            return highest;
        }

        var allowed = _tolerance * observation.TotalEnergy;
        var lost = observation.TotalEnergy;
        var candidate = lowest;
        for (var rank = 1; rank < highest; rank++)
        {
            lost -= observation.Energies[rank - 1];
            if (rank != candidate)
            {
                continue;
            }

            if (lost <= allowed)
            {
                return rank;
            }

            candidate += stride;
        }

        // The highest rank is the last candidate whether it keeps enough or not.
        return highest;
    }
}
