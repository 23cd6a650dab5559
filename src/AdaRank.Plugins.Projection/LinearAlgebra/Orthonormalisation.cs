namespace AdaRank.Plugins.Projection.LinearAlgebra;

/// <summary>How a block of columns is made orthonormal. Both choices are orthonormal whatever the columns are.</summary>
public enum Orthonormalisation
{
    /// <summary>Householder QR.</summary>
    Householder = 0,

    /// <summary>
    /// Cholesky QR, twice: matrix products only, which accelerators are fast at. Falls back to Householder QR where the columns
    /// are close to dependent (method.md, section 10).
    /// </summary>
    CholeskyQr,
}
