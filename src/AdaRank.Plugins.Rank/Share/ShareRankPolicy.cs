using AdaRank.Plugins.Rank.Candidates;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Share;

/// <summary>The first candidate that is at least a share of the matrix's smaller side.</summary>
/// <remarks>How APOLLO (arXiv 2412.05270) and FRUGAL (arXiv 2411.07837) state their ranks: r = d / 4.</remarks>
[Plugin("share")]
public sealed class ShareRankPolicy : IRankPolicy
{
    private readonly double _fraction;

    /// <summary>Makes the policy.</summary>
    /// <param name="options">The share.</param>
    /// <exception cref="InvalidSettingException">The share is not above 0, or above 1.</exception>
    public ShareRankPolicy(ShareOptions options)
    {
        options.Validate();
        _fraction = options.Fraction;
    }

    /// <inheritdoc/>
    public bool NeedsSpectrum => false;

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation) =>
        RankCandidates.AtLeast(observation.Bounds, _fraction * observation.ShortSide);
}
