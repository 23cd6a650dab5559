namespace AdaRank.Projection;

/// <summary>What holds of the bases that a projection updater makes, and what other plugins ask of them.</summary>
[Flags]
public enum BasisTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// Columns are orthonormal: Q Qᵀ A is the part of the gradient inside, A - Q Qᵀ A the part outside, and ‖QᵀA‖² the
    /// captured energy.
    /// </summary>
    Orthonormal = 1,

    /// <summary>Candidates come with the energies that they capture, most energetic first, so that a rank can be chosen from them.</summary>
    Spectrum = 2,
}
