namespace AdaRank.Cuda.Refresh;

/// <summary>How moments follow a change of the basis (method.md, section 5); numbered as in the kernels.</summary>
internal enum MomentRule
{
    /// <summary>Mean and variance of the coordinates are rotated (eq. 5.1, 5.2).</summary>
    Rotate = 0,

    /// <summary>V as M, what comes out negative as zero (eq. 5.3).</summary>
    LinearClamped = 1,

    /// <summary>V by the squares of R (eq. 5.4).</summary>
    Square = 2,

    /// <summary>Coordinates stay, cut off or with zeros behind (eq. 5.5).</summary>
    Keep = 3,
}
