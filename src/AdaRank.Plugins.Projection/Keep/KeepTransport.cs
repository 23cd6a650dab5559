using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection.Keep;

/// <summary>Keeps the coordinates as they are, cut off or padded with zeros when the rank changes.</summary>
/// <remarks>
/// What GaLore (arXiv 2403.03507) does; method.md eq. 5.5. The trajectory then depends on the signs of the basis
/// vectors, which is why bases follow the sign rule 3.7.
/// </remarks>
[Plugin("keep")]
public sealed class KeepTransport : IMomentTransport
{
    /// <inheritdoc/>
    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        foreach (var move in moves)
        {
            for (var index = 0; index < schema.Slots.Length; index++)
            {
                var shared = Math.Min(move.From[index].shape[0], move.To[index].shape[0]);
                using var source = move.From[index].narrow(0, 0, shared);
                using var destination = move.To[index].narrow(0, 0, shared);
                destination.copy_(source);
            }
        }
    }
}
