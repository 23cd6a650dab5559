using AdaRank.Banks;
using AdaRank.Optimization.State;
using AdaRank.Refresh;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Optimization.Takeover;

/// <summary>A bank that a backend steps. Basis and state live there, by rank; they come back one matrix at a time for a refresh.</summary>
/// <remarks>
/// Between two refreshes the host knows which gradients were offered, not which of them were finite: it counts all of them, and corrects its count when
/// the device's comes over. Before a refresh it always does, so that refreshes are those of a run by tensor operations.
/// </remarks>
/// <param name="bank">The bank.</param>
/// <param name="backend">Who steps it.</param>
/// <param name="description">What the backend was told.</param>
/// <param name="seed">The seed of the run.</param>
internal sealed class TakenBank(Bank bank, IBankBackend backend, BankDescription description, ulong seed) : IDisposable
{
    /// <summary>An odd number without a pattern, so that each device bank draws other random bits.</summary>
    private const ulong SeedStep = 0x9E37_79B9_7F4A_7C15;

    private readonly List<DeviceBucket> _buckets = [];
    private readonly List<Tensor> _weights = [];
    private readonly List<Tensor> _gradients = [];
    private readonly HashSet<MatrixState> _due = [];
    private Tensor? _absent;
    private ulong _opened;
    private bool _isStale;

    /// <summary>Who steps it.</summary>
    public IBankBackend Backend => backend;

    /// <summary>Bytes of an element of a basis there.</summary>
    public int BasisElementBytes => backend.BasisElementBytes(description);

    /// <summary>Whether counts and energies must come to the host before every step.</summary>
    public bool IsWatched => bank.Group.Trigger.LooksAtEnergies;

    /// <summary>Brings counts and energies of several banks to the host: one copy for each device, none if nothing has changed.</summary>
    /// <returns>How many gradients turned out not to have been finite.</returns>
    public static int Synchronise(IEnumerable<TakenBank> banks)
    {
        var skipped = 0;
        foreach (var device in banks.Where(static taken => taken._isStale).GroupBy(static taken => taken.DeviceName, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            var together = cat([.. device.SelectMany(static taken => taken._buckets).Select(static bucket => bucket.Bank.Measures())], 1);
            var numbers = together.cpu().data<double>().ToArray();
            var (place, total) = (0, numbers.Length / 2);
            foreach (var taken in device)
            {
                foreach (var matrix in taken._buckets.SelectMany(static bucket => bucket.Members))
                {
                    skipped += matrix.Correct((long)numbers[place], numbers[total + place]);
                    place++;
                }

                taken._isStale = false;
            }
        }

        return skipped;
    }

    private string DeviceName => description.Device.ToString();

    /// <summary>Bytes that the device holds for a matrix.</summary>
    public long AllocatedBytes(MatrixState matrix) =>
        _buckets.Find(bucket => bucket.IndexOf(matrix) >= 0) is { } bucket ? bucket.Bank.AllocatedBytes / bucket.Members.Count : 0;

    /// <summary>One optimizer step of all matrices that have a gradient.</summary>
    /// <param name="scalars">Learning rate and decay, with the bank's multipliers.</param>
    /// <param name="gradientOf">Reads a gradient.</param>
    /// <returns>What was renewed, and what is known by now to have been skipped.</returns>
    public StepSummary Step(in StepScalars scalars, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        using var scope = NewDisposeScope();
        var summary = RefreshDue(gradientOf);

        // Also what was restored, or left over by a step that failed.
        if (bank.Matrices.Any(static matrix => matrix.HoldsState))
        {
            Regroup();
        }

        foreach (var bucket in _buckets)
        {
            StepBucket(bucket, scalars, gradientOf);
        }

        return summary;
    }

    public void Dispose()
    {
        foreach (var bucket in _buckets)
        {
            bucket.Dispose();
        }

        _buckets.Clear();
        _absent?.Dispose();
        _absent = null;
    }

    private StepSummary RefreshDue(Func<ITrainedParameter, Tensor?> gradientOf)
    {
        FindDue();
        if (_due.Count == 0)
        {
            return default;
        }

        // With the true counts a matrix may be due later than it seemed.
        var skipped = Synchronise([this]);
        FindDue();
        if (_due.Count == 0)
        {
            return new StepSummary(0, skipped);
        }

        using var scope = NewDisposeScope();
        var refreshed = 0;
        foreach (var entry in bank.Gather(owner => _due.Contains((MatrixState)owner) ? gradientOf(owner) : null))
        {
            _due.Remove(entry.Owner);
            refreshed += Refresh(entry) ? 1 : 0;
        }

        // What has a basis is passed over by the device, and counted by it.
        foreach (var matrix in _due.Where(matrix => matrix.Rank == 0 && gradientOf(matrix) is not null))
        {
            matrix.Skip();
            skipped++;
        }

        return new StepSummary(refreshed, skipped);
    }

    private void FindDue()
    {
        _due.Clear();
        foreach (var matrix in bank.Matrices)
        {
            // Not once more for a step that failed after it.
            if (matrix.LastRefreshStep != matrix.Step + 1 && bank.CauseOf(matrix) is not RefreshCause.None)
            {
                _due.Add(matrix);
            }
        }
    }

    private bool Refresh(ReadyGradient<MatrixState> entry)
    {
        using var scope = NewDisposeScope();
        var (matrix, cause) = (entry.Owner, bank.CauseOf(entry.Owner));
        if (!bank.CanRefresh(entry.Energy))
        {
            matrix.Wait(cause);
            if (matrix.Rank == 0)
            {
                SubspaceRefresh.SetProvisional(bank.Group, bank.Shape, matrix, description.Device);
            }

            return false;
        }

        var bucket = _buckets.Find(bucket => bucket.IndexOf(matrix) >= 0);
        try
        {
            if (bucket is not null && !matrix.NeedsBasis)
            {
                var (basis, state) = bucket.Bank.Read(bucket.IndexOf(matrix));
                matrix.Receive(basis.DetachFromDisposeScope(), [.. state.Select(static tensor => new FullStateTensor(tensor.DetachFromDisposeScope()))]);
            }

            SubspaceRefresh.Execute(bank.Group, bank.Shape, matrix, bank.Widen(entry), cause, null, seed, isFull: true);
        }
        catch
        {
            // The device has it still.
            matrix.HandOver();
            throw;
        }

        if (bucket?.Rank == matrix.Rank)
        {
            HandOver(matrix, bucket, bucket.IndexOf(matrix));
        }

        return true;
    }

    /// <summary>Makes new device banks for ranks whose matrices are others than before, and leaves all other banks as they are.</summary>
    private void Regroup()
    {
        var wanted = bank.Matrices.Where(static matrix => matrix.Rank > 0).GroupBy(static matrix => matrix.Rank).OrderBy(static rank => rank.Key).ToList();
        var kept = new List<DeviceBucket>();
        var made = new List<DeviceBucket>();
        try
        {
            foreach (var rank in wanted)
            {
                MatrixState[] members = [.. rank];
                if (_buckets.Find(bucket => bucket.Rank == rank.Key && bucket.Members.SequenceEqual(members)) is { } same)
                {
                    kept.Add(same);
                }
                else
                {
                    made.Add(Open(rank.Key, members));
                }
            }
        }
        catch
        {
            // Everything is still where it was, and the next step tries again.
            made.ForEach(static bucket => bucket.Dispose());
            throw;
        }

        // Of equal members, such as a provisional basis that got a real one of the same rank.
        foreach (var bucket in kept)
        {
            for (var index = 0; index < bucket.Members.Count; index++)
            {
                HandOver(bucket.Members[index], bucket, index);
            }
        }

        foreach (var bucket in _buckets.Except(kept))
        {
            bucket.Dispose();
        }

        _buckets.Clear();
        _buckets.AddRange(kept.Concat(made).OrderBy(static bucket => bucket.Rank));
        foreach (var matrix in made.SelectMany(static bucket => bucket.Members))
        {
            matrix.HandOver();
        }
    }

    private DeviceBucket Open(int rank, MatrixState[] members)
    {
        var opened = new DeviceBucket(
            rank, members, backend.Open(description, rank, [.. members.Select(static matrix => matrix.Name)], unchecked(seed + (SeedStep * ++_opened))));
        try
        {
            for (var index = 0; index < members.Length; index++)
            {
                Fill(opened, index);
            }
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        return opened;
    }

    private void Fill(DeviceBucket bucket, int index)
    {
        var matrix = bucket.Members[index];
        if (matrix.HoldsState)
        {
            Write(matrix, bucket, index);
            return;
        }

        var before = _buckets.First(other => other.IndexOf(matrix) >= 0);
        bucket.Bank.Take(index, before.Bank, before.IndexOf(matrix));
    }

    private static void HandOver(MatrixState matrix, DeviceBucket bucket, int index)
    {
        if (matrix.HoldsState)
        {
            Write(matrix, bucket, index);
            matrix.HandOver();
        }
    }

    private static void Write(MatrixState matrix, DeviceBucket bucket, int index)
    {
        using var scope = NewDisposeScope();
        bucket.Bank.Write(index, matrix.Basis!, [.. matrix.State.Select(static tensor => tensor.Open())], matrix.Step);
    }

    private void StepBucket(DeviceBucket bucket, in StepScalars scalars, Func<ITrainedParameter, Tensor?> gradientOf)
    {
        using var scope = NewDisposeScope();
        var present = 0;
        try
        {
            foreach (var matrix in bucket.Members)
            {
                _weights.Add(matrix.Layout.View(matrix.Weight));
                var gradient = gradientOf(matrix);
                present += gradient is null ? 0 : 1;
                _gradients.Add(gradient is null ? Absent() : Contiguous(matrix.Read(gradient)));
            }

            if (present > 0)
            {
                bucket.Bank.Step(_weights, _gradients, scalars);
                _isStale = true;
                Count(bucket.Members);
            }
        }
        finally
        {
            _weights.Clear();
            _gradients.Clear();
        }
    }

    private void Count(IReadOnlyList<MatrixState> members)
    {
        for (var index = 0; index < members.Count; index++)
        {
            if (!ReferenceEquals(_gradients[index], _absent))
            {
                members[index].Offer();
            }
        }
    }

    private static Tensor Contiguous(Tensor gradient) => gradient.is_contiguous() ? gradient.alias() : gradient.contiguous();

    /// <summary>Stands in for a gradient that is not there: the device passes over its matrix, as over any that is not finite.</summary>
    private Tensor Absent() =>
        _absent ??= full([bank.Shape.Rows, bank.Shape.Columns], double.NaN, description.WeightDtype, description.Device).DetachFromDisposeScope();
}
