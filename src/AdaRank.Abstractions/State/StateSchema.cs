using System.Collections.Immutable;

namespace AdaRank.State;

/// <summary>The state that a step keeps per matrix: drives allocation, transport, checkpoints and memory forecasts.</summary>
/// <remarks>Plain data, so that none of these needs code of the plugin.</remarks>
public sealed class StateSchema
{
    /// <summary>Makes a schema.</summary>
    /// <param name="slots">The tensors, in the order in which a step sees them.</param>
    /// <exception cref="ArgumentException">Two slots have one name, or one that is carried over a refresh has the rank's size.</exception>
    public StateSchema(params ImmutableArray<StateSlot> slots)
    {
        if (slots.Select(slot => slot.Name).Distinct(StringComparer.Ordinal).Count() != slots.Length)
        {
            throw new ArgumentException("Two state slots have the same name: rename one.", nameof(slots));
        }

        if (slots.FirstOrDefault(IsCarriedByRank) is { } wrong)
        {
            throw new ArgumentException($"State slot '{wrong.Name}' is carried over a refresh, but its size is the rank's: choose another role.", nameof(slots));
        }

        Slots = slots;
    }

    /// <summary>The tensors, in the order in which a step sees them.</summary>
    public ImmutableArray<StateSlot> Slots { get; }

    /// <summary>Elements of all tensors of one matrix, without its basis.</summary>
    /// <param name="shortSide">d.</param>
    /// <param name="longSide">L.</param>
    /// <param name="rank">r.</param>
    public long Elements(long shortSide, long longSide, long rank) =>
        Slots.Sum(slot => slot.Elements(shortSide, longSide, rank));

    /// <summary>Bytes of all tensors of one matrix as they are stored between steps, without its basis.</summary>
    /// <param name="shortSide">d.</param>
    /// <param name="longSide">L.</param>
    /// <param name="rank">r.</param>
    /// <param name="fullElementBytes">Bytes of an element as a step sees it: 4 or 8.</param>
    public long Bytes(long shortSide, long longSide, long rank, int fullElementBytes) =>
        Slots.Sum(slot => StateStorage.Bytes(slot.Elements(shortSide, longSide, rank), slot.Encoding, fullElementBytes));

    private static bool IsCarriedByRank(StateSlot slot) =>
        slot.Role is StateRole.Carried && (slot.Rows is StateDimension.Rank || slot.Columns is StateDimension.Rank);
}
