using AdaRank.Plugins;
using AdaRank.State;
using AdaRank.Transport;
using static TorchSharp.torch;

namespace Company.Plugin;

/// <summary>Turns the first moments into the new subspace and forgets the others.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameTransport : IMomentTransport
{
    /// <inheritdoc/>
    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        foreach (var move in moves)
        {
            using var scope = NewDisposeScope();
            for (var slot = 0; slot < schema.Slots.Length; slot++)
            {
                if (schema.Slots[slot].Role == StateRole.FirstMoment)
                {
                    move.To[slot].copy_(move.Overlap.mm(move.From[slot]));
                }
            }
        }
    }
}
