namespace AdaRank.Catalogue;

/// <summary>How a parameter is trained.</summary>
public enum ParameterTreatment
{
    /// <summary>By the full-rank optimizer, one moment per element.</summary>
    FullRank = 0,

    /// <summary>In a low-rank subspace of its gradient. Matrices only.</summary>
    LowRank,

    /// <summary>Not at all.</summary>
    Frozen,
}
