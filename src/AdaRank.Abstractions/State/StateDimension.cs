namespace AdaRank.State;

/// <summary>A dimension of a state tensor, in the letters of method.md eq. 2.2.</summary>
public enum StateDimension
{
    /// <summary>r, the current rank of the matrix.</summary>
    Rank,

    /// <summary>d = min(m, n).</summary>
    ShortSide,

    /// <summary>L = max(m, n).</summary>
    LongSide,

    /// <summary>1.</summary>
    One,
}
