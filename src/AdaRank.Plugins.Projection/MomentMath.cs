using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection;

/// <summary>What the transports have in common.</summary>
internal static class MomentMath
{
    /// <summary>c = 1 - β^t for t completed steps (method.md, section 5).</summary>
    public static double BiasCorrection(double decay, long completedSteps) => 1 - Math.Pow(decay, completedSteps);

    /// <summary>
    /// What a rule needs that rotates by R = Q_newᵀ Q_old. First moments are moved from any basis to any other, as by Flora; squares
    /// of coordinates mean something between orthonormal axes only.
    /// </summary>
    public static BasisTraits NeedsFor(StateSchema schema) =>
        schema.Slots.Any(static slot => slot.Role is StateRole.SecondMoment) ? BasisTraits.Orthonormal : BasisTraits.None;

    /// <summary>Which slot holds the first moment that belongs to the second moments of a schema; -1 if none does.</summary>
    public static int IndexOfFirstMoment(StateSchema schema)
    {
        for (var index = 0; index < schema.Slots.Length; index++)
        {
            if (schema.Slots[index].Role is StateRole.FirstMoment)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>V ← (R ∘ R) V (eq. 5.4).</summary>
    public static void RotateSquares(IReadOnlyList<MomentMove> moves, int slot)
    {
        foreach (var move in moves)
        {
            using var squared = move.Overlap.square();
            using var rotated = squared.mm(move.From[slot]);
            move.To[slot].copy_(rotated);
        }
    }

    /// <summary>M ← R M (eq. 5.1).</summary>
    public static void RotateFirst(IReadOnlyList<MomentMove> moves, int slot)
    {
        foreach (var move in moves)
        {
            using var rotated = move.Overlap.mm(move.From[slot]);
            move.To[slot].copy_(rotated);
        }
    }
}
