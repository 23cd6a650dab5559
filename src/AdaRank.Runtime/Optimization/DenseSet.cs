using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>All parameters that one step trains at full rank.</summary>
internal sealed class DenseSet : IDisposable
{
    private readonly IFullRankStep _step;
    private readonly ulong _seed;
    private readonly GradientGathering<DenseState> _gathering;
    private readonly List<DenseMember> _members = [];

    /// <summary>Makes the set.</summary>
    /// <param name="step">How it is trained.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="parameters">The parameters.</param>
    public DenseSet(IFullRankStep step, ulong seed, IReadOnlyList<DenseState> parameters)
    {
        (_step, _seed, Parameters) = (step, seed, parameters);

        // What one call may step stands together, so that no step has to sort.
        _gathering = new GradientGathering<DenseState>(
            [.. parameters.GroupBy(static parameter => (parameter.Multipliers, parameter.IsEncoded)).SelectMany(static alike => alike)]);
    }

    public IReadOnlyList<DenseState> Parameters { get; }

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
        var (ready, skipped) = _gathering.Gather(gradientOf, countsSkips: true);

        // Decoded state is as large as state that was never encoded: one parameter at a time, or nothing is saved.
        var start = 0;
        for (var end = 1; end <= ready.Count; end++)
        {
            if (end == ready.Count || ready[start].Owner.IsEncoded || !AreAlike(ready[start].Owner, ready[end].Owner))
            {
                StepLot(ready, start, end, ready[start].Owner.Multipliers.Apply(scalars));
                start = end;
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

    /// <summary>Whether one call may step both.</summary>
    private static bool AreAlike(DenseState one, DenseState other) =>
        one.Multipliers == other.Multipliers && one.IsEncoded == other.IsEncoded;

    private void StepLot(List<ReadyGradient<DenseState>> ready, int start, int end, in StepScalars scalars)
    {
        using var scope = NewDisposeScope();
        try
        {
            for (var index = start; index < end; index++)
            {
                _members.Add(ready[index].Owner.Open(ready[index].Gradient));
            }

            _step.Step(_members, scalars);
            for (var index = start; index < end; index++)
            {
                ready[index].Owner.Close(_members[index - start], _seed);
            }
        }
        finally
        {
            _members.Clear();
        }
    }
}
