namespace AdaRank.Annotations;

/// <summary>How the values of a free weight or buffer are chosen.</summary>
public enum Initial
{
    /// <summary>Normal with mean 0 and the stated deviation.</summary>
    Normal = 0,

    /// <summary>All 0.</summary>
    Zeros,

    /// <summary>All 1.</summary>
    Ones,

    /// <summary>All the stated value.</summary>
    Constant,

    /// <summary>Uniform between minus and plus the stated bound.</summary>
    Uniform,

    /// <summary>Uniform in ±√(6 / (inputs + outputs)), Glorot and Bengio 2010. Needs two axes or more.</summary>
    XavierUniform,

    /// <summary>Uniform in ±√(6 / inputs), He et al. 2015. Needs two axes or more.</summary>
    KaimingUniform,

    /// <summary>Orthonormal rows or columns, Saxe et al. 2013. Needs two axes or more.</summary>
    Orthogonal,
}
