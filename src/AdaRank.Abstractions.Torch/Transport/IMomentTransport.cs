using AdaRank.Plugins;
using AdaRank.Projection;
using AdaRank.State;

namespace AdaRank.Transport;

/// <summary>Answers what becomes of the moments when the basis changes.</summary>
/// <remarks>Slot "transport" of the optimizer. Stateless and thread-safe.</remarks>
[PluginSlot("transport", 1, 0)]
public interface IMomentTransport
{
    /// <summary>What must hold of the bases for the state of a step to be carried from one to the next.</summary>
    /// <param name="schema">What the state tensors mean.</param>
    BasisTraits NeedsFor(StateSchema schema) => BasisTraits.None;

    /// <summary>Carries the state of some matrices of one bank into their new coordinates.</summary>
    /// <param name="moves">One for each matrix; ranks may differ between them.</param>
    /// <param name="schema">What the state tensors mean. Of <see cref="StateRole.Carried"/> there are none: the engine keeps these.</param>
    void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema);
}
