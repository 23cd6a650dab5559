namespace AdaRank.Refresh;

/// <summary>What a refresh trigger needs beyond step numbers and norms.</summary>
[Flags]
public enum RefreshMeasures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Shares of the gradient that the subspace captures: needs an orthonormal basis.</summary>
    Captured = 1,

    /// <summary>
    /// <see cref="RefreshObservation.Displacement"/>: costs one more projection a step, and a state of r × L per matrix.
    /// </summary>
    Displacement = 2,
}
