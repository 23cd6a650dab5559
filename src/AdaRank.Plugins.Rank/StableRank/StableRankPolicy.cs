using AdaRank.Plugins.Rank.Candidates;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.StableRank;

/// <summary>As many columns as a factor times the stable rank ‖A‖_F² / s_1², rounded up.</summary>
/// <remarks>
/// The stable (or numerical) rank of Rudelson and Vershynin, Sampling from large matrices, 2007. It needs the largest
/// singular value only, so what the sketch did not see is counted exactly.
/// </remarks>
[Plugin("stable-rank")]
public sealed class StableRankPolicy : IRankPolicy
{
    private readonly double _factor;

    /// <summary>Makes the policy.</summary>
    /// <param name="options">The factor.</param>
    /// <exception cref="InvalidSettingException">The factor is not above 0.</exception>
    public StableRankPolicy(StableRankOptions options)
    {
        options.Validate();
        _factor = options.Factor;
    }

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation) =>
        RankCandidates.AtLeast(observation.Bounds, _factor * (observation.TotalEnergy / observation.Energies[0]));
}
