using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection.Square;

/// <summary>Rotates the second moment by the squared overlap, as if coordinates were uncorrelated with mean zero.</summary>
/// <remarks>method.md eq. 5.4. Never negative.</remarks>
[Plugin("square")]
public sealed class SquareTransport : IMomentTransport
{
    /// <inheritdoc/>
    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        for (var index = 0; index < schema.Slots.Length; index++)
        {
            if (schema.Slots[index].Role is StateRole.FirstMoment)
            {
                MomentMath.RotateFirst(moves, index);
                continue;
            }

            foreach (var move in moves)
            {
                using var squared = move.Overlap.square();
                using var rotated = squared.mm(move.From[index]);
                move.To[index].copy_(rotated);
            }
        }
    }
}
