using AdaRank.Plugins.Rank.Candidates;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.EffectiveRank;

/// <summary>As many columns as the spectrum has effectively: the exponential of its Shannon entropy, rounded up.</summary>
/// <remarks>
/// Roy and Vetterli, The effective rank: a measure of effective dimensionality, EUSIPCO 2007: with p_i = s_i / Σ s_j,
/// erank = exp(-Σ p_i ln p_i). What the sketch did not see, E = ‖A‖² - Σ s_i², is taken to be as spread out as what it saw,
/// as if made of copies of it: erank is multiplied by ‖A‖² / Σ s_i², which is exact for a flat spectrum, and 1 if all was
/// seen. Columns with an energy of zero count for nothing.
/// </remarks>
[Plugin("effective-rank")]
public sealed class EffectiveRankPolicy : IRankPolicy
{
    private readonly bool _ofEnergies;

    /// <summary>Makes the policy.</summary>
    /// <param name="options">Which distribution is meant.</param>
    public EffectiveRankPolicy(EffectiveRankOptions options)
    {
        options.Validate();
        _ofEnergies = options.OfEnergies;
    }

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation)
    {
        var energies = observation.Energies;
        var (seen, length) = (0.0, 0.0);
        foreach (var energy in energies)
        {
            seen += energy;
            length += Weight(energy);
        }

        var entropy = 0.0;
        foreach (var energy in energies)
        {
            var share = Weight(energy) / length;
            if (share > 0)
            {
                entropy -= share * Math.Log(share);
            }
        }

        // Rounding may make the parts larger than the whole. Of a sketch that saw nothing at all this is infinite.
        var copies = Math.Max(1, observation.TotalEnergy / seen);
        return RankCandidates.AtLeast(observation.Bounds, Math.Exp(entropy) * copies);
    }

    private double Weight(double energy) => _ofEnergies ? energy : Math.Sqrt(energy);
}
