namespace AdaRank.Plugins.Projection.RandomizedSvd;

/// <summary>Which orthonormal columns of the sketched range become the basis.</summary>
public enum BasisKind
{
    /// <summary>The dominant directions first: Q_s U_b (eq. 3.6). Adam is elementwise, so the choice matters.</summary>
    Rotated = 0,

    /// <summary>The literal range finder: the columns of Q_s as they come. Meant for a fixed rank.</summary>
    Raw,
}
