namespace AdaRank.Refresh;

/// <summary>Why a subspace was renewed, or <see cref="None"/>.</summary>
public enum RefreshCause
{
    /// <summary>No refresh is due.</summary>
    None = 0,

    /// <summary>There was no basis yet, or only a provisional one (eq. 6.1).</summary>
    First,

    /// <summary>The interval has passed (eq. 6.2).</summary>
    Interval,

    /// <summary>The projected gradient fell below an absolute bound (eq. 6.3, 6.4).</summary>
    Converged,

    /// <summary>The subspace captures too small a share of the gradient (eq. 6.3, 6.4).</summary>
    LostGradient,

    /// <summary>The direction of the projected gradient has moved as far as it goes in this subspace.</summary>
    Displaced,
}
