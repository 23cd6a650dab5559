namespace AdaRank.Rank;

/// <summary>A rank policy that decides for many matrices at once, for example to share a budget.</summary>
/// <remarks>
/// Whenever one of its matrices is due, the engine shows it all matrices of the pool: those that are due with the spectra
/// of this step, the others with the rank that they keep.
/// </remarks>
public interface IGlobalRankPolicy : IRankPolicy
{
    /// <summary>Name of the pool: groups whose policies name the same one are decided together, by the policy of the first.</summary>
    string Pool { get; }

    /// <summary>Chooses the ranks of the matrices that are due.</summary>
    /// <param name="matrices">All matrices of the pool.</param>
    /// <param name="ranks">
    /// Receives the rank of each matrix that is due, within its bounds. Holds the rank in use of each one that is not,
    /// which stays whatever is written.
    /// </param>
    void ChooseRanks(IReadOnlyList<MatrixSpectrum> matrices, Span<int> ranks);
}
