using AdaRank.Plugins.Rank.Candidates;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.ByteBudget;

/// <summary>The next candidate rank of a matrix, what it would take and what it would bring.</summary>
/// <param name="Index">Of the matrix in its pool.</param>
/// <param name="Name">Of the matrix.</param>
/// <param name="Rank">The rank on offer.</param>
/// <param name="Bytes">What it takes beyond the rank before.</param>
/// <param name="Density">Gain per byte; infinite if it takes nothing.</param>
internal readonly record struct RankOffer(int Index, string Name, int Rank, long Bytes, double Density) : IComparable<RankOffer>
{
    /// <summary>The offer behind a rank; null if there is none that captures anything.</summary>
    public static RankOffer? After(int rank, MatrixSpectrum matrix, int index, GainMeasure measure)
    {
        var next = RankCandidates.Next(matrix.Bounds, rank);
        var gain = 0.0;
        foreach (var energy in matrix.Energies.Span[rank..next])
        {
            gain += measure is GainMeasure.Share ? energy / matrix.TotalEnergy : energy;
        }

        var bytes = (next - rank) * matrix.BytesPerRank;
        return gain > 0 ? new RankOffer(index, matrix.Name, next, bytes, gain / bytes) : null;
    }

    /// <summary>
    /// The better offer first. Among equals the lower rank, so that equal matrices get equal ranks, and then the name, so
    /// that the order of the matrices does not matter.
    /// </summary>
    public int CompareTo(RankOffer other)
    {
        var order = other.Density.CompareTo(Density);
        order = order != 0 ? order : Rank.CompareTo(other.Rank);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}
