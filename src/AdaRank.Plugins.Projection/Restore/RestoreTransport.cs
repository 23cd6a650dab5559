using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection.Restore;

/// <summary>Carries the first moment and the root of the second through full size into the new basis.</summary>
/// <remarks>
/// COAP (arXiv 2412.00071); method.md, section 7.11: M ← P_newᵀP_old M, V ← (P_newᵀP_old √V)^∘2. Full size itself is never
/// formed. Never negative, and meant for bases that are nearly orthonormal, since COAP's are no more than that.
/// </remarks>
[Plugin("restore")]
public sealed class RestoreTransport : IMomentTransport
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
                using var root = move.From[index].sqrt();
                using var rotated = move.Overlap.mm(root);
                move.To[index].copy_(rotated.pow_(2));
            }
        }
    }
}
