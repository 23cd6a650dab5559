using AdaRank.Plugins.Rank.Candidates;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.ByteBudget;

/// <summary>Shares a number of bytes among all matrices of a pool, where they capture most.</summary>
/// <remarks>
/// Maximises Σ_i g_i(r_i) under Σ_i b_i r_i ≤ budget, where g_i(r) is the energy that the first r columns of matrix i
/// capture (<see cref="GainMeasure"/>) and b_i its bytes per unit of rank. Matrices that are not due keep rank and bytes;
/// those that are get their lowest ranks first and then, greedily, the next candidate rank with the largest gain per byte
/// that still fits. Since energies descend, so do the gains of one matrix. The result is optimal if all candidates cost
/// the same, and otherwise less than one candidate's gain away from it: docs/rank-policies.md has the proof.
/// <para>
/// Lowest ranks are granted even where ranks in use leave no bytes for them (bounds may have grown since); what is over
/// the budget then comes back when those other matrices are due. A matrix that has no rank yet and is not due is reckoned
/// with its lowest one. Rank filters act afterwards and know nothing of a budget.
/// </para>
/// </remarks>
[Plugin("byte-budget")]
public sealed class ByteBudgetRankPolicy : IGlobalRankPolicy
{
    private readonly long _budget;
    private readonly GainMeasure _measure;

    /// <summary>Makes the policy.</summary>
    /// <param name="options">Budget, pool and measure.</param>
    /// <exception cref="InvalidSettingException">The budget is below 1, or the pool has no name.</exception>
    public ByteBudgetRankPolicy(ByteBudgetOptions options)
    {
        options.Validate();
        (_budget, _measure) = (options.Budget, options.Measure);
        Pool = options.Pool;
    }

    /// <inheritdoc/>
    public string Pool { get; }

    /// <summary>Chooses the rank of one matrix as if there were bytes enough: as long as another column captures anything.</summary>
    /// <param name="observation">Captured energies and bounds.</param>
    /// <returns>The smallest candidate that captures as much as the highest one.</returns>
    public int ChooseRank(in RankObservation observation)
    {
        var bounds = observation.Bounds;
        var rank = bounds.Lowest;

        // Energies descend: behind a column of zero there are only such columns.
        while (rank < bounds.Highest && observation.Energies[rank] > 0)
        {
            rank = RankCandidates.Next(bounds, rank);
        }

        return rank;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException"><paramref name="ranks"/> has another length than <paramref name="matrices"/>.</exception>
    /// <exception cref="InvalidSettingException">
    /// The budget is below what the lowest ranks of all matrices take; the message says how much that is. Nothing was written.
    /// </exception>
    public void ChooseRanks(IReadOnlyList<MatrixSpectrum> matrices, Span<int> ranks)
    {
        if (ranks.Length != matrices.Count)
        {
            throw new ArgumentException($"There are {matrices.Count} matrices and {ranks.Length} ranks.", nameof(ranks));
        }

        CheckBudget(matrices);
        var offers = new PriorityQueue<RankOffer, RankOffer>(matrices.Count);
        var left = _budget;
        for (var index = 0; index < matrices.Count; index++)
        {
            var matrix = matrices[index];
            left -= (matrix.IsDue ? matrix.Bounds.Lowest : RankKept(matrix)) * matrix.BytesPerRank;
            if (matrix.IsDue)
            {
                ranks[index] = matrix.Bounds.Lowest;
                Offer(offers, matrix, index, matrix.Bounds.Lowest);
            }
        }

        // A matrix whose next rank does not fit gets nothing more, and a cheaper one may still.
        while (offers.TryDequeue(out var offer, out _))
        {
            if (offer.Bytes <= left)
            {
                left -= offer.Bytes;
                ranks[offer.Index] = offer.Rank;
                Offer(offers, matrices[offer.Index], offer.Index, offer.Rank);
            }
        }
    }

    private void Offer(PriorityQueue<RankOffer, RankOffer> offers, MatrixSpectrum matrix, int index, int rank)
    {
        if (RankOffer.After(rank, matrix, index, _measure) is { } offer)
        {
            offers.Enqueue(offer, offer);
        }
    }

    private void CheckBudget(IReadOnlyList<MatrixSpectrum> matrices)
    {
        var needed = 0L;
        foreach (var matrix in matrices)
        {
            needed += matrix.Bounds.Lowest * matrix.BytesPerRank;
        }

        if (needed > _budget)
        {
            throw new InvalidSettingException(
                "byte budget",
                _budget,
                $"use at least {needed} bytes, which the lowest ranks of the {matrices.Count} matrices of pool '{Pool}' take, or lower those ranks");
        }
    }

    private static int RankKept(MatrixSpectrum matrix) => matrix.CurrentRank > 0 ? matrix.CurrentRank : matrix.Bounds.Lowest;
}
