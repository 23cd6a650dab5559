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
        foreach (var part in ready.GroupBy(entry => entry.Owner.Multipliers))
        {
            using var opened = NewDisposeScope();
            List<(DenseState Owner, DenseMember Member)> members = [.. part.Select(entry => (entry.Owner, entry.Owner.Open(entry.Gradient)))];
            step.Step([.. members.Select(entry => entry.Member)], part.Key.Apply(scalars));
            members.ForEach(entry => entry.Owner.Close(entry.Member, seed));
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
}
