namespace AdaRank.Cuda.Refresh;

/// <summary>What happened to one matrix in a refresh; numbered as in the kernels.</summary>
[Flags]
internal enum RefreshStatus
{
    /// <summary>Nothing unusual.</summary>
    None = 0,

    /// <summary>G has NaN or Inf. The candidates mean nothing; the old basis must stay (method.md, section 6).</summary>
    NotFinite = 1,

    /// <summary>G is zero. The candidates are orthonormal and arbitrary; a due refresh waits (method.md, section 6).</summary>
    Zero = 2,

    /// <summary>The columns are not orthonormal to the tolerance, whatever was tried on the device.</summary>
    NotOrthonormal = 4,

    /// <summary>Two passes of Cholesky QR were not enough, and more were made.</summary>
    Repaired = 8,

    /// <summary>Some columns depended on the others and were drawn anew: G has fewer directions than the sketch.</summary>
    Deficient = 16,

    /// <summary>The rotations did not come to an end; energies and order are approximate.</summary>
    NotConverged = 32,

    /// <summary>The columns come from Householder QR of this matrix alone.</summary>
    Householder = 64,
}
