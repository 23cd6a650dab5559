using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection.Square;

/// <summary>Rotates the second moment by the squared overlap, as if coordinates were uncorrelated with mean zero.</summary>
/// <remarks>method.md eq. 5.4. Never negative.</remarks>
[Plugin("square")]
public sealed class SquareTransport : IMomentTransport
{
    /// <inheritdoc/>
    public BasisTraits NeedsFor(StateSchema schema) => MomentMath.NeedsFor(schema);

    /// <inheritdoc/>
    public void Transport(IReadOnlyList<MomentMove> moves, StateSchema schema)
    {
        for (var index = 0; index < schema.Slots.Length; index++)
        {
            if (schema.Slots[index].Role is StateRole.SecondMoment)
            {
                MomentMath.RotateSquares(moves, index);
            }
            else
            {
                MomentMath.RotateFirst(moves, index);
            }
        }
    }
}
