namespace AdaRank.Plugins.Steps.Muon;

/// <summary>What an orthogonalised direction is multiplied by.</summary>
public enum MuonScale
{
    /// <summary>0.2 √max(m, n): the root mean square of an update is about 0.2, as Adam's is (Liu et al., arXiv 2502.16982).</summary>
    AdamLike = 0,

    /// <summary>√max(1, m / n), as in the first description (Jordan et al., 2024).</summary>
    Spectral,
}
