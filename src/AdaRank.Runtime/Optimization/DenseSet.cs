using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>All parameters that are trained at full rank.</summary>
internal sealed class DenseSet(IFullRankStep step, IReadOnlyList<DenseState> parameters) : IDisposable
{
    public IReadOnlyList<DenseState> Parameters { get; } = parameters;

    /// <summary>Bytes of the moments of the counted parameters: one per element and state tensor, and as allocated.</summary>
    public (long Analytic, long Allocated) Measure(Func<string, bool> isCounted)
    {
        var counted = Parameters.Where(parameter => isCounted(parameter.Name)).ToList();
        return (
            counted.Sum(parameter => parameter.Weight.numel() * parameter.Weight.element_size()) * step.StateNames.Count,
            counted.Sum(parameter => parameter.State.Sum(Storage.Bytes)));
    }

    /// <summary>One optimizer step of all parameters that have a gradient.</summary>
    public StepSummary Step(in StepScalars scalars, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        using var scope = NewDisposeScope();
        var (ready, skipped) = GradientGathering.Gather<DenseState>(Parameters, gradientOf, static _ => { });
        foreach (var part in ready.GroupBy(entry => entry.Owner.Multipliers))
        {
            step.Step(
                [.. part.Select(entry => entry.Owner.Advance(entry.Gradient, step.StateNames.Count))], part.Key.Apply(scalars));
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
