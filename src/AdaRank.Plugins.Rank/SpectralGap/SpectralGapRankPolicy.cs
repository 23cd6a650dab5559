using AdaRank.Plugins.Rank.Candidates;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.SpectralGap;

/// <summary>Cuts the spectrum where it falls most steeply: the rank k with the largest ratio s_k / s_(k+1).</summary>
/// <remarks>
/// Ratios of singular values, at the candidates within the bounds; the smallest rank wins a tie. A ratio to zero is
/// infinite, so of an exactly deficient gradient everything is kept and nothing else; zero over zero is no gap, a ratio of
/// 1. Behind the last column that the sketch has nothing is known, so that is no gap either: choose bounds below the width
/// of the sketch, which the oversampling of a basis does by itself.
/// </remarks>
[Plugin("spectral-gap")]
public sealed class SpectralGapRankPolicy : IRankPolicy
{
    private const double NoGap = 1;

    /// <inheritdoc/>
    public int ChooseRank(in RankObservation observation)
    {
        var bounds = observation.Bounds;
        var candidate = bounds.Lowest;
        var best = candidate;
        var largest = GapBehind(observation.Energies, candidate);
        while (candidate < bounds.Highest)
        {
            candidate = RankCandidates.Next(bounds, candidate);
            var gap = GapBehind(observation.Energies, candidate);
            if (gap > largest)
            {
                (best, largest) = (candidate, gap);
            }
        }

        return best;
    }

    // Roots are divided, not energies: the ratio of two energies of any size may be too large for a double.
    private static double GapBehind(ReadOnlySpan<double> energies, int rank) =>
        rank < energies.Length && energies[rank - 1] > 0 ? Math.Sqrt(energies[rank - 1]) / Math.Sqrt(energies[rank]) : NoGap;
}
