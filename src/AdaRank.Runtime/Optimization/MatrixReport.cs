using AdaRank.Refresh;

namespace AdaRank.Optimization;

/// <summary>How one low-rank matrix stands after the last step.</summary>
/// <remarks>method.md eq. 8.1 to 8.3.</remarks>
public sealed record MatrixReport
{
    /// <summary>Checkpoint name of the parameter.</summary>
    public required string Name { get; init; }

    /// <summary>Its low-rank group.</summary>
    public required string Group { get; init; }

    /// <summary>t, steps executed; skipped ones do not count.</summary>
    public required long Step { get; init; }

    /// <summary>r; 0 before the first step.</summary>
    public required int Rank { get; init; }

    /// <summary>‖Â‖²/‖A‖² of the last step, in [0, 1]; 1 if the gradient was zero, NaN if no step was executed.</summary>
    public required double Captured { get; init; }

    /// <summary>‖Â‖_F of the last step, in gradient units.</summary>
    public required double ProjectedNorm { get; init; }

    /// <summary>Why the basis was renewed in the last step.</summary>
    public required RefreshCause Refresh { get; init; }

    /// <summary>Refreshes so far.</summary>
    public required long RefreshCount { get; init; }

    /// <summary>Distance between the last two subspaces, in [0, 1] (eq. 8.3); 0 before the second refresh.</summary>
    public required double Distance { get; init; }

    /// <summary>1 - ‖R M‖²/‖M‖² at the last refresh: the share of the momentum outside the new subspace.</summary>
    public required double LostMomentum { get; init; }

    /// <summary>Steps that were skipped since the gradient was not finite.</summary>
    public required long Skips { get; init; }

    /// <summary>Bytes of basis and moments by the formula of method.md, section 9, and of a copy of the weight in fp32 if one is kept.</summary>
    public required long StateBytes { get; init; }
}
