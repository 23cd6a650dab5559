using AdaRank.State;
using AdaRank.Transport;

namespace AdaRank.Plugins.Projection;

/// <summary>What the transports have in common.</summary>
internal static class MomentMath
{
    /// <summary>c = 1 - β^t for t completed steps (method.md, section 5).</summary>
    public static double BiasCorrection(double decay, long completedSteps) => 1 - Math.Pow(decay, completedSteps);

    /// <summary>Which slot holds the first moment that belongs to the second moments of a schema.</summary>
    public static int IndexOfFirstMoment(StateSchema schema)
    {
        for (var index = 0; index < schema.Slots.Length; index++)
        {
            if (schema.Slots[index].Role is StateRole.FirstMoment)
            {
                return index;
            }
        }

        throw new InvalidSettingException(
            "transport", "rotate", "choose another transport: the step keeps a second moment but no first one");
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
