using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>All parameters that one step trains at full rank.</summary>
internal sealed class DenseSet(IFullRankStep step, ulong seed, IReadOnlyList<DenseState> parameters) : IDisposable
{
    public IReadOnlyList<DenseState> Parameters { get; } = parameters;

    /// <summary>Bytes of the state of the counted parameters: by the formula, and as allocated.</summary>
    public (long Analytic, long Allocated) Measure(Func<string, bool> isCounted)
    {
        var counted = Parameters.Where(parameter => isCounted(parameter.Name)).ToList();
        return (counted.Sum(parameter => parameter.AnalyticBytes), counted.Sum(parameter => parameter.AllocatedBytes));
    }

    /// <summary>One optimizer step of all parameters that have a gradient.</summary>
    public StepSummary Step(in StepScalars scalars, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        using var scope = NewDisposeScope();
        var (ready, skipped) = GradientGathering.Gather<DenseState>(Parameters, gradientOf, static _ => { });
        foreach (var part in ready.GroupBy(entry => (entry.Owner.Multipliers, entry.Owner.IsEncoded)))
        {
            // Decoded state is as large as state that was never encoded: one parameter at a time, or nothing is saved.
            var applied = part.Key.Multipliers.Apply(scalars);
            foreach (var lot in part.Key.IsEncoded ? part.Chunk(1) : [[.. part]])
            {
                StepLot(lot, applied);
            }
        }

        return new StepSummary(0, skipped);
    }

    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }
    }

    private void StepLot(IReadOnlyList<ReadyGradient<DenseState>> entries, in StepScalars scalars)
    {
        using var scope = NewDisposeScope();
        List<(DenseState Owner, DenseMember Member)> members = [.. entries.Select(entry => (entry.Owner, entry.Owner.Open(entry.Gradient)))];
        step.Step([.. members.Select(entry => entry.Member)], scalars);
        members.ForEach(entry => entry.Owner.Close(entry.Member, seed));
    }
}
