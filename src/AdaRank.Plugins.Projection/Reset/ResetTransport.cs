using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection.Reset;

/// <summary>Forgets the moments at every refresh.</summary>
/// <remarks>method.md eq. 5.5.</remarks>
[Plugin("reset")]
public sealed class ResetTransport : IMomentTransport
{
    /// <inheritdoc/>
    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        foreach (var tensor in moves.SelectMany(move => move.To))
        {
            tensor.zero_();
        }
    }
}
