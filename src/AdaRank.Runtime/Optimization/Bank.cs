using System.Runtime.InteropServices;
using AdaRank.Banks;
using AdaRank.Composition;
using AdaRank.Optimization.Takeover;
using AdaRank.Projection;
using AdaRank.Refresh;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization;

/// <summary>All low-rank matrices of one group, shape, dtype, device and multipliers.</summary>
/// <remarks>
/// Weights stay where their modules own them. State is kept per matrix, so that a rank change reallocates one matrix
/// and nothing else; steps see the matrices in buckets of equal rank.
/// </remarks>
internal sealed class Bank(LowRankGroup group, BankShape shape, Multipliers multipliers, ulong seed, IReadOnlyList<MatrixState> matrices)
    : IDisposable
{
    private readonly GradientGathering<MatrixState> _gathering = new(matrices);
    private readonly OpenedBucket _bucket = new(shape);
    private readonly SubspaceMeasures _measures = new(group);
    private readonly bool _isOpened = matrices[0].Trained.IsOpened;

    public LowRankGroup Group { get; } = group;

    public BankShape Shape { get; } = shape;

    public IReadOnlyList<MatrixState> Matrices { get; } = matrices;

    /// <summary>How a backend steps it; null if it is stepped here.</summary>
    public TakenBank? Taken { get; private set; }

    /// <summary>Why no backend steps it; null if one does.</summary>
    public string? WhyNotTaken { get; private set; }

    /// <summary>What the gradient of one matrix takes as a step sees it.</summary>
    private long GradientBytes => Shape.Rows * Shape.Columns * Shape.StateElementBytes;

    /// <summary>Offers the bank to backends.</summary>
    /// <param name="backends">In the order in which they were registered.</param>
    public void Offer(IReadOnlyList<IBankBackend> backends)
    {
        var trained = Matrices[0].Trained;
        var highest = (int)Math.Min(Group.Bounds.Highest, Shape.ShortSide);
        var description = new BankDescription(Group.Name, Shape, trained.StoredDtype, trained.Device, Group.Step, highest);
        (var backend, WhyNotTaken) = BankChoice.Of(this, description, backends);
        Taken = backend is null ? null : new TakenBank(this, backend, description, seed);
    }

    /// <summary>The gradients of this step that are there and finite; valid until the next call.</summary>
    /// <param name="gradientOf">Reads a gradient.</param>
    public List<ReadyGradient<MatrixState>> Gather(Func<ITrainedParameter, Tensor?> gradientOf) =>
        _gathering.Gather(0, Matrices.Count, gradientOf, countsSkips: false).Ready;

    /// <summary>One optimizer step of all matrices that have a gradient.</summary>
    /// <param name="scalars">Learning rate and decay.</param>
    /// <param name="gradientOf">Reads a gradient.</param>
    /// <param name="pooledRanks">Ranks that were decided for matrices of several banks together.</param>
    public StepSummary Step(
        in StepScalars scalars, Func<ITrainedParameter, Tensor?> gradientOf, IReadOnlyDictionary<MatrixState, int> pooledRanks)
    {
        var applied = multipliers.Apply(scalars);
        if (Taken is not null)
        {
            return Taken.Step(applied, gradientOf);
        }

        var length = CacheLots.Count(Matrices[0].Weight, GradientBytes);
        var (refreshed, skipped) = (0, 0);
        using var scope = NewDisposeScope();
        for (var start = 0; start < Matrices.Count; start += length)
        {
            var gathered = _gathering.Gather(start, Math.Min(start + length, Matrices.Count), gradientOf, countsSkips: true);
            skipped += gathered.Skipped;
            refreshed += StepReady(gathered.Ready, applied, pooledRanks);
        }

        return new StepSummary(refreshed, skipped);
    }

    /// <summary>A gradient as plugins see it, of the shape's dtype; the caller's scope owns what is a copy.</summary>
    public ReadyGradient<MatrixState> Widen(ReadyGradient<MatrixState> entry) =>
        _isOpened ? entry with { Gradient = entry.Gradient.to(Shape.Dtype) } : entry;

    /// <summary>Why a matrix is due for a new basis, or that it is not.</summary>
    public RefreshCause CauseOf(MatrixState matrix)
    {
        var cause = matrix.NeedsBasis ? RefreshCause.First : Group.Trigger.Examine(matrix.Observe());
        return cause is RefreshCause.None ? matrix.Waiting : cause;
    }

    /// <summary>Whether a gradient tells enough for a new basis: a zero one has no directions, but a drawn basis needs none.</summary>
    public bool CanRefresh(double gradientEnergy) => gradientEnergy > 0 || Group.Updater is IRegeneratedProjection;

    /// <summary>Bytes of basis, state and a master of the weight by the formula (method.md, section 9), without the handful of scalars.</summary>
    /// <param name="rank">r.</param>
    public long StateBytes(long rank)
    {
        if (rank == 0)
        {
            return 0;
        }

        var bases = (Group.Updater is IRegeneratedProjection ? 0 : 1) + ((Group.Updater as IOnlineProjection)?.BasisStateNames.Count ?? 0);
        var anchor = Group.Trigger.Needs.HasFlag(RefreshMeasures.Displacement) ? rank * Shape.LongSide : 0;
        var basisBytes = Taken?.BasisElementBytes ?? Shape.StateElementBytes;
        return Matrices[0].Trained.AnalyticBytes + (basisBytes * bases * Shape.ShortSide * rank) + (Shape.StateElementBytes * anchor)
            + Group.Step.State.Bytes(Shape.ShortSide, Shape.LongSide, rank, Shape.StateElementBytes);
    }

    /// <summary>Bytes that are allocated for a matrix.</summary>
    public long AllocatedBytes(MatrixState matrix) => matrix.AllocatedBytes() + (Taken?.AllocatedBytes(matrix) ?? 0);

    /// <summary>How it is stepped.</summary>
    public BankReport Report() => new()
    {
        Group = Group.Name,
        Rows = Shape.Rows,
        Columns = Shape.Columns,
        Matrices = Matrices.Count,
        Device = Matrices[0].Trained.Device.ToString(),
        Backend = Taken?.Backend.Name,
        Reason = WhyNotTaken,
    };

    public void Dispose()
    {
        Taken?.Dispose();
        foreach (var matrix in Matrices)
        {
            matrix.Dispose();
        }
    }

    private int StepReady(
        List<ReadyGradient<MatrixState>> ready, in StepScalars scalars, IReadOnlyDictionary<MatrixState, int> pooledRanks)
    {
        var most = Group.IsOneByOne ? 1 : _isOpened ? Math.Max(1, CacheLots.OpenedBytes / GradientBytes) : ready.Count;
        if (ready.Count <= most)
        {
            return StepLot(ready, scalars, pooledRanks);
        }

        var refreshed = 0;
        for (var start = 0; start < ready.Count; start += (int)most)
        {
            refreshed += StepLot(ready.GetRange(start, (int)Math.Min(most, ready.Count - start)), scalars, pooledRanks);
        }

        return refreshed;
    }

    private int StepLot(
        List<ReadyGradient<MatrixState>> entries, in StepScalars scalars, IReadOnlyDictionary<MatrixState, int> pooledRanks)
    {
        if (entries.Count == 0)
        {
            return 0;
        }

        using var scope = NewDisposeScope();
        entries = _isOpened ? [.. entries.Select(Widen)] : entries;
        var compensated = Group.Step is IErrorFeedbackStep feedback ? [.. entries.Select(entry => Compensate(feedback, entry))] : entries;
        var refreshed = 0;
        if (Group.Step is IEarlyUpdateStep early)
        {
            // A matrix without a basis cannot wait for one.
            foreach (var entry in compensated)
            {
                refreshed += entry.Owner.NeedsBasis && RefreshIfDue(entry, pooledRanks) ? 1 : 0;
            }

            foreach (var bucket in Buckets(compensated))
            {
                Update(early, bucket, scalars);
            }
        }

        foreach (var entry in compensated)
        {
            refreshed += entry.Owner.LastRefreshStep != entry.Owner.Step + 1 && RefreshIfDue(entry, pooledRanks) ? 1 : 0;
        }

        if (HaveOneRank(compensated))
        {
            StepBucket(compensated, scalars);
            return refreshed;
        }

        foreach (var bucket in Buckets(compensated))
        {
            StepBucket(bucket, scalars);
        }

        return refreshed;
    }

    private static bool HaveOneRank(List<ReadyGradient<MatrixState>> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Owner.Rank != entries[0].Owner.Rank)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<List<ReadyGradient<MatrixState>>> Buckets(List<ReadyGradient<MatrixState>> entries) =>
        entries.GroupBy(static entry => entry.Owner.Rank).OrderBy(static bucket => bucket.Key).Select(static bucket => bucket.ToList());

    /// <summary>The gradient with what earlier steps have left out; the caller's scope owns it.</summary>
    private ReadyGradient<MatrixState> Compensate(IErrorFeedbackStep step, ReadyGradient<MatrixState> entry)
    {
        if (entry.Owner.NeedsBasis)
        {
            return entry;
        }

        var state = entry.Owner.State.Select(static tensor => tensor.Open()).ToList();
        var compensated = step.Compensate(Shape, entry.Gradient, state);
        using var norm = compensated.norm().to(ScalarType.Float64);
        var length = norm.item<double>();
        return entry with { Gradient = compensated, Energy = length * length };
    }

    private bool RefreshIfDue(ReadyGradient<MatrixState> entry, IReadOnlyDictionary<MatrixState, int> pooledRanks)
    {
        var (matrix, cause) = (entry.Owner, CauseOf(entry.Owner));
        if (cause is RefreshCause.None)
        {
            return false;
        }

        // The refresh waits, and a matrix without a basis gets one that stands in.
        if (!CanRefresh(entry.Energy))
        {
            matrix.Wait(cause);
            if (matrix.Rank == 0)
            {
                SubspaceRefresh.SetProvisional(Group, Shape, matrix, entry.Gradient.device);
            }

            return false;
        }

        int? pooled = pooledRanks.TryGetValue(matrix, out var rank) ? rank : null;
        SubspaceRefresh.Execute(Group, Shape, matrix, entry, cause, pooled, seed);
        return true;
    }

    private void Update(IEarlyUpdateStep step, List<ReadyGradient<MatrixState>> entries, in StepScalars scalars)
    {
        using var scope = NewDisposeScope();
        var bucket = _bucket.Open(Group, Shape, entries);
        try
        {
            step.Update(bucket, _bucket.Gradients, scalars);
            _bucket.Close(step.State, seed, isCarriedOnly: true);
        }
        finally
        {
            _bucket.Clear();
        }
    }

    private void StepBucket(List<ReadyGradient<MatrixState>> entries, in StepScalars scalars)
    {
        using var scope = NewDisposeScope();
        var bucket = _bucket.Open(Group, Shape, entries);
        try
        {
            var energies = zeros(entries.Count, ScalarType.Float64, entries[0].Gradient.device);
            Group.Step.Step(bucket, _bucket.Gradients, scalars, energies);
            _bucket.Close(Group.Step.State, seed);
            Advance(entries, bucket, energies);
            if (Group.Updater is IOnlineProjection online)
            {
                online.Follow(bucket, _bucket.Gradients, [.. entries.Select(static entry => entry.Owner.BasisState)], scalars);
            }
        }
        finally
        {
            _bucket.Clear();
        }
    }

    private void Advance(List<ReadyGradient<MatrixState>> entries, BucketView bucket, Tensor energies)
    {
        using var onHost = energies.cpu();
        var projected = MemoryMarshal.Cast<byte, double>(onHost.bytes);
        for (var index = 0; index < entries.Count; index++)
        {
            var (matrix, _, energy) = entries[index];
            var (captured, displacement) = _measures.Of(matrix, bucket[index].Basis, _bucket.Gradients, index, projected[index]);
            matrix.Advance(new StepEnergies(projected[index], captured, energy, displacement));
        }
    }
}
