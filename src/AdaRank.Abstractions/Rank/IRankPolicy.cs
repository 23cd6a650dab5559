using AdaRank.Plugins;

namespace AdaRank.Rank;

/// <summary>Answers how many columns of a sketched basis are worth keeping.</summary>
/// <remarks>
/// Slot "rank" of the optimizer. Pure and thread-safe: no tensors, no allocation, no I/O, the same answer to the same
/// question. The answer must lie within <see cref="RankObservation.Bounds"/>; the engine refuses any other.
/// </remarks>
[PluginSlot("rank", 1, 0)]
public interface IRankPolicy
{
    /// <summary>
    /// Whether the choice depends on <see cref="RankObservation.Energies"/>: such a policy is refused beside a basis that
    /// does not come from a spectrum.
    /// </summary>
    bool NeedsSpectrum => true;

    /// <summary>Chooses the rank of one matrix.</summary>
    /// <param name="observation">Captured energies, total energy and bounds.</param>
    /// <returns>A rank within the bounds, both ends included.</returns>
    int ChooseRank(in RankObservation observation);
}
