using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Fixed;

/// <summary>Always the highest rank within the bounds, as in GaLore (arXiv 2403.03507).</summary>
[Plugin("fixed")]
public sealed class FixedRankPolicy : IRankPolicy
{
    /// <inheritdoc/>
    public bool NeedsSpectrum => false;

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation) => observation.Bounds.Highest;
}
