using AdaRank.Plugins;
using AdaRank.Rank;

namespace Company.Plugin;

/// <summary>Keeps as many columns as hold a share of the energy that the sketch captured.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameRankPolicy : IRankPolicy
{
    /// <summary>Share of the captured energy to keep.</summary>
    [Tunable(0, 1, ExcludesMinimum = true)]
    public double Share { get; init; } = 0.9;

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation)
    {
        var (lowest, highest, _) = observation.Bounds;
        double captured = 0;
        foreach (var energy in observation.Energies)
        {
            captured += energy;
        }

        double kept = 0;
        for (var rank = 1; rank <= highest; rank++)
        {
            kept += observation.Energies[rank - 1];
            if (rank >= lowest && kept >= Share * captured)
            {
                return rank;
            }
        }

        return highest;
    }
}
