using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Refresh;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>All low-rank matrices of one group, shape, dtype, device and multipliers.</summary>
/// <remarks>
/// Weights stay where their modules own them. State is kept per matrix, so that a rank change reallocates one matrix
/// and nothing else; steps see the matrices in buckets of equal rank.
/// </remarks>
internal sealed class Bank(LowRankGroup group, BankShape shape, Multipliers multipliers, IReadOnlyList<MatrixState> matrices)
    : IDisposable
{
    public LowRankGroup Group { get; } = group;

    public BankShape Shape { get; } = shape;

    public IReadOnlyList<MatrixState> Matrices { get; } = matrices;

    /// <summary>One optimizer step of all matrices that have a gradient.</summary>
    public StepSummary Step(in StepScalars scalars, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        using var scope = NewDisposeScope();
        var (ready, skipped) = GradientGathering.Gather(
            Matrices,
            matrix => gradientOf(matrix) is { } gradient ? matrix.Layout.Read(gradient) : null,
            static matrix => matrix.Skip());
        var refreshed = 0;
        foreach (var (matrix, gradient, energy) in ready)
        {
            refreshed += RefreshIfDue(matrix, gradient, energy) ? 1 : 0;
        }

        foreach (var bucket in ready.GroupBy(entry => entry.Owner.Rank).OrderBy(bucket => bucket.Key))
        {
            StepBucket(bucket.Key, [.. bucket], multipliers.Apply(scalars));
        }

        return new StepSummary(refreshed, skipped);
    }

    public void Dispose()
    {
        foreach (var matrix in Matrices)
        {
            matrix.Dispose();
        }
    }

    private bool RefreshIfDue(MatrixState matrix, Tensor gradient, double energy)
    {
        var cause = matrix.NeedsBasis ? RefreshCause.First : Group.Trigger.Examine(matrix.Observe());
        cause = cause is RefreshCause.None ? matrix.Waiting : cause;
        if (cause is RefreshCause.None)
        {
            return false;
        }

        // A zero gradient has no directions: the refresh waits, and a matrix without a basis gets one that stands in.
        if (energy == 0)
        {
            matrix.Wait(cause);
            if (matrix.Basis is null)
            {
                SubspaceRefresh.SetProvisional(Group, Shape, matrix, gradient.device);
            }

            return false;
        }

        SubspaceRefresh.Execute(Group, Shape, matrix, gradient, energy, cause);
        return true;
    }

    private void StepBucket(int rank, IReadOnlyList<ReadyGradient<MatrixState>> entries, in StepScalars scalars)
    {
        var bucket = new BucketView(Shape, rank, [.. entries.Select(entry => entry.Owner.AsMember())]);
        var gradients = new GradientView.Full(Shape, [.. entries.Select(entry => entry.Gradient)]);
        using var energies = zeros([entries.Count], ScalarType.Float64, entries[0].Gradient.device);
        Group.Step.Step(bucket, gradients, scalars, energies);
        using var onHost = energies.cpu();
        var projected = onHost.data<double>();
        for (var index = 0; index < entries.Count; index++)
        {
            entries[index].Owner.Advance(projected[index], entries[index].Energy);
        }
    }
}
