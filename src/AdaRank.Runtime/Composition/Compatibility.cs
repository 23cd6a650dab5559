using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.Rank;
using AdaRank.Refresh;
using AdaRank.Steps;

namespace AdaRank.Composition;

/// <summary>Finds plugins of a group that make no sense together, from what they say of themselves.</summary>
internal static class Compatibility
{
    /// <summary>Adds a problem for each pair of plugins that do not fit.</summary>
    /// <param name="group">The group.</param>
    /// <param name="where">The group, for messages.</param>
    /// <param name="keys">The keys by which its plugins were chosen, for messages.</param>
    /// <param name="problems">Receives the problems.</param>
    public static void Check(LowRankGroup group, string where, GroupKeys keys, ProblemList problems)
    {
        var basis = $"basis '{keys.Basis}'";
        var traits = group.Updater.Traits;

        // The engine hands out whole gradients so far; a plugin that cannot read them would fail in the first step.
        Refuse(!group.Updater.Accepts.HasFlag(GradientForms.Full), "basis", keys.Basis, "choose a plugin that accepts whole gradients");
        Refuse(!group.Step.Accepts.HasFlag(GradientForms.Full), "step", keys.Step, "choose a plugin that accepts whole gradients");

        Refuse(
            group.Policy.NeedsSpectrum && !traits.HasFlag(BasisTraits.Spectrum),
            "rank policy",
            keys.Rank,
            $"use a policy that needs no spectrum, for example 'fixed', or another basis: {basis} does not tell which energies it captures");
        RefuseTraits(group.Step.Needs, "step", keys.Step);
        RefuseTraits(group.Transport.NeedsFor(group.Moments), "moment transport", keys.Transport);
        Refuse(
            group.Trigger.Needs.HasFlag(RefreshMeasures.Captured) && !traits.HasFlag(BasisTraits.Orthonormal),
            "refresh trigger",
            keys.Refresh,
            $"use a trigger that does not ask for the captured share, for example 'interval', or another basis: that of {basis} is not orthonormal");
        Refuse(
            group.Updater.NeedsFirstMoment && group.FirstMomentIndex < 0,
            "basis",
            keys.Basis,
            $"use a step that keeps a first moment, or another basis: it follows the moment, and step '{keys.Step}' keeps none");
        Refuse(
            group.Policy is IGlobalRankPolicy && group.Step is IErrorFeedbackStep,
            "rank policy",
            keys.Rank,
            $"use a policy that decides for each matrix by itself: step '{keys.Step}' compensates one gradient at a time, and never has those of all matrices");

        void RefuseTraits(BasisTraits needed, string slot, string key)
        {
            Refuse(
                (needed & ~traits).HasFlag(BasisTraits.Orthonormal),
                slot,
                key,
                $"use another {slot}, or another basis: it needs an orthonormal one, and that of {basis} is not");
            Refuse(
                (needed & ~traits).HasFlag(BasisTraits.Spectrum),
                slot,
                key,
                $"use another {slot}, or another basis: it needs columns in the order of their energies, and {basis} does not tell them");
        }

        void Refuse(bool isWrong, string slot, string key, string remedy)
        {
            if (isWrong)
            {
                problems.Add($"{slot} of {where}", key, remedy);
            }
        }
    }
}
