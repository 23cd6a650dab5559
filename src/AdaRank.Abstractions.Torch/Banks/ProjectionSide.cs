namespace AdaRank.Banks;

/// <summary>The side of a weight that is projected: the smaller one (method.md eq. 2.1).</summary>
public enum ProjectionSide
{
    /// <summary>m &lt; n: A = G, the rows are projected.</summary>
    Left,

    /// <summary>m ≥ n: A = Gᵀ, the columns are projected. A square matrix is of this kind.</summary>
    Right,
}
