using AdaRank.Plugins;
using AdaRank.Rank;

namespace AdaRank.Samples.CustomPlugin;

/// <summary>Keeps as many columns as the spectrum effectively has: e to the entropy of its energies.</summary>
[Plugin("entropy-rank")]
public sealed class EffectiveRankPolicy : IRankPolicy
{
    /// <summary>Multiplies the effective rank.</summary>
    [Tunable(0, 16, ExcludesMinimum = true)] public double Factor { get; init; } = 1;

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation)
    {
        double entropy = 0;
        foreach (var energy in observation.Energies)
        {
            var share = energy / observation.TotalEnergy;
            entropy -= share > 0 ? share * Math.Log(share) : 0;
        }

        var rank = Math.Min(Math.Ceiling(Factor * Math.Exp(entropy)), observation.Bounds.Highest);
        return Math.Max((int)rank, observation.Bounds.Lowest);
    }
}
