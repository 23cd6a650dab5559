using System.Collections.Immutable;

namespace AdaRank.State;

/// <summary>The state that a step keeps per matrix: drives allocation, transport, checkpoints and memory forecasts.</summary>
/// <remarks>Plain data, so that none of these needs code of the plugin.</remarks>
public sealed class StateSchema
{
    /// <summary>Makes a schema.</summary>
    /// <param name="slots">The tensors, in the order in which a step sees them.</param>
    /// <exception cref="ArgumentException">Two slots have one name.</exception>
    public StateSchema(params ImmutableArray<StateSlot> slots)
    {
        if (slots.Select(slot => slot.Name).Distinct(StringComparer.Ordinal).Count() != slots.Length)
        {
            throw new ArgumentException("Two state slots have the same name: rename one.", nameof(slots));
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
}
