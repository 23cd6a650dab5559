using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>All parameters of one dtype and device that one step trains at full rank.</summary>
internal sealed class DenseSet : IDisposable
{
    private readonly IFullRankStep _step;
    private readonly ulong _seed;
    private readonly List<DenseState> _ordered;
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
        _ordered = [.. parameters.GroupBy(static parameter => (parameter.Multipliers, parameter.IsEncoded)).SelectMany(static alike => alike)];
        _gathering = new GradientGathering<DenseState>(_ordered);
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
        var skipped = 0;
        for (var (start, end) = (0, 0); start < _ordered.Count; start = end)
        {
            end = EndOfLot(start);
            var gathered = _gathering.Gather(start, end, gradientOf, countsSkips: true);
            skipped += gathered.Skipped;
            StepReady(gathered.Ready, scalars);
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

    private int EndOfLot(int start)
    {
        if (!CacheLots.Has(_ordered[start].Weight))
        {
            return _ordered.Count;
        }

        var (end, bytes) = (start + 1, _ordered[start].GradientBytes);
        while (end < _ordered.Count && bytes + _ordered[end].GradientBytes <= CacheLots.Bytes)
        {
            bytes += _ordered[end++].GradientBytes;
        }

        return end;
    }

    /// <summary>
    /// Decoded state is as large as state that was never encoded: one parameter at a time, or nothing is saved. Of weights and gradients in
    /// bf16 there are copies in fp32, so that a lot of them has an upper bound, too.
    /// </summary>
    private void StepReady(List<ReadyGradient<DenseState>> ready, in StepScalars scalars)
    {
        var (start, opened) = (0, 0L);
        for (var end = 1; end <= ready.Count; end++)
        {
            opened += ready[end - 1].Owner.OpenedBytes;
            if (end == ready.Count || ready[start].Owner.IsEncoded || opened > CacheLots.OpenedBytes || !AreAlike(ready[start].Owner, ready[end].Owner))
            {
                StepLot(ready, start, end, ready[start].Owner.Multipliers.Apply(scalars));
                (start, opened) = (end, 0);
            }
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
