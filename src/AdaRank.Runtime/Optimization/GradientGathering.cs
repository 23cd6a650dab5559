using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>Collects the gradients of a step and sorts out those that are not finite, before any state changes.</summary>
internal static class GradientGathering
{
    /// <summary>Gathers gradients and their energies; all norms come to the host in one copy.</summary>
    /// <param name="owners">The parameters.</param>
    /// <param name="gradientOf">Reads a gradient; null where backward left none, such a parameter is passed over.</param>
    /// <param name="skip">Told of each parameter whose gradient holds NaN or Inf.</param>
    /// <returns>Finite gradients with their energies, and how many were skipped.</returns>
    public static (IReadOnlyList<ReadyGradient<TOwner>> Ready, int Skipped) Gather<TOwner>(
        IReadOnlyList<TOwner> owners, Func<TOwner, Tensor?> gradientOf, Action<TOwner> skip)
    {
        var present = owners
            .Select(owner => (Owner: owner, Gradient: gradientOf(owner)))
            .Where(entry => entry.Gradient is not null)
            .ToList();
        if (present.Count == 0)
        {
            return ([], 0);
        }

        // A sum that overflows counts as not finite: the second moment would overflow with it.
        using var norms = stack(present.Select(entry => entry.Gradient!.norm()).ToArray());
        using var onHost = norms.to(ScalarType.Float64).cpu();
        var values = onHost.data<double>();
        var ready = new List<ReadyGradient<TOwner>>(present.Count);
        for (var index = 0; index < present.Count; index++)
        {
            var (owner, gradient) = present[index];
            if (double.IsFinite(values[index]))
            {
                ready.Add(new ReadyGradient<TOwner>(owner, gradient!, values[index] * values[index]));
            }
            else
            {
                skip(owner);
            }
        }

        return (ready, present.Count - ready.Count);
    }
}
