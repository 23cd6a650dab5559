using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Refresh;
using static TorchSharp.torch;

namespace AdaRank.Benchmarks.Gpu;

/// <summary>Times refreshes of all linear layers of a model, cold and warm, phase by phase.</summary>
/// <param name="kernels">Kernels of the device.</param>
/// <param name="repeats">How many refreshes are timed.</param>
internal sealed class RefreshBenchmark(RefreshKernels kernels, int repeats)
{
    private const int WarmUps = 2;

    /// <summary>What was measured.</summary>
    /// <param name="Kind">Cold or warm.</param>
    /// <param name="Milliseconds">A refresh by the device's clock: median, and the quarters below and above it.</param>
    /// <param name="Phases">A refresh more, with a mark behind each phase: milliseconds of all banks together.</param>
    /// <param name="ReadMilliseconds">The copy of the report to the host, by the host's clock.</param>
    /// <param name="GradientBytes">All gradients, once.</param>
    /// <param name="ScratchBytes">Shared by the banks.</param>
    /// <param name="CandidateBytes">What waits for the ranks.</param>
    /// <param name="WorstOrthonormality">The largest |QᵀQ - I| of all matrices, as the device measured it.</param>
    /// <param name="Unusable">How many matrices have no basis that may be used.</param>
    /// <param name="Repaired">How many needed more than two passes.</param>
    internal sealed record Result(
        string Kind,
        double[] Milliseconds,
        IReadOnlyDictionary<string, double> Phases,
        double ReadMilliseconds,
        long GradientBytes,
        long ScratchBytes,
        long CandidateBytes,
        double WorstOrthonormality,
        int Unusable,
        int Repaired);

    /// <summary>Runs it.</summary>
    /// <param name="shapes">The model.</param>
    /// <param name="rank">r, and the columns of the sketches.</param>
    public IReadOnlyList<Result> Run(IReadOnlyList<LinearShapes> shapes, int rank)
    {
        using var scope = NewDisposeScope();
        using var scratch = new RefreshScratch(kernels.Backend.Device);
        using var report = new RefreshReport(kernels.Backend, new ReportLayout([.. shapes.Select(shape => (shape.Count, Width(shape, rank)))]));
        var banks = shapes.Select((shape, index) => new Bank(kernels, scratch, shape, Width(shape, rank), index)).ToArray();
        var bytes = shapes.Sum(static shape => 2L * shape.Rows * shape.Columns * shape.Count);
        var candidates = banks.Sum(static bank => 2 * bank.Candidates.numel());

        // Cold first: warm ones start at what these have found.
        return [.. ((bool[])[false, true]).Select(isWarm => Time(banks, report, isWarm) with { GradientBytes = bytes, ScratchBytes = scratch.Bytes, CandidateBytes = candidates })];
    }

    private static int Width(LinearShapes shape, int rank) => Math.Min(rank, Math.Min(shape.Rows, shape.Columns));

    private Result Time(Bank[] banks, RefreshReport report, bool isWarm)
    {
        var (device, stream) = (kernels.Backend.Device, kernels.Backend.Stream);
        using var start = new CudaEvent(device);
        using var end = new CudaEvent(device);
        var times = new List<double>(repeats);
        for (var round = -WarmUps; round < repeats; round++)
        {
            start.Record(stream);
            Array.ForEach(banks, bank => bank.Refresh(report, isWarm, round + WarmUps));
            end.Record(stream);
            end.Wait();
            if (round >= 0)
            {
                times.Add(end.MillisecondsSince(start));
            }
        }

        var phases = Phases(banks, report, isWarm);
        var before = System.Diagnostics.Stopwatch.GetTimestamp();
        var results = report.Read();
        var read = System.Diagnostics.Stopwatch.GetElapsedTime(before).TotalMilliseconds;
        var all = banks.SelectMany(bank => Enumerable.Range(0, bank.Count).Select(index => (Bank: bank.Index, Matrix: index))).ToArray();
        times.Sort();
        return new Result(
            isWarm ? "warm" : "cold",
            [times[times.Count / 4], times[times.Count / 2], times[times.Count * 3 / 4]],
            phases,
            read,
            0,
            0,
            0,
            all.Max(place => results.OrthonormalityError(place.Bank, place.Matrix)),
            all.Count(place => !results.IsUsable(place.Bank, place.Matrix)),
            all.Count(place => results.Status(place.Bank, place.Matrix).HasFlag(RefreshStatus.Repaired)));
    }

    private Dictionary<string, double> Phases(Bank[] banks, RefreshReport report, bool isWarm)
    {
        var (device, stream) = (kernels.Backend.Device, kernels.Backend.Stream);
        List<(string Name, CudaEvent Event)> marks = [("", new CudaEvent(device))];
        marks[0].Event.Record(stream);
        foreach (var bank in banks)
        {
            bank.Refresh(report, isWarm, repeats + WarmUps, name =>
            {
                marks.Add((name, new CudaEvent(device)));
                marks[^1].Event.Record(stream);
            });
        }

        marks[^1].Event.Wait();
        var phases = new Dictionary<string, double>();
        for (var index = 1; index < marks.Count; index++)
        {
            phases[marks[index].Name] = phases.GetValueOrDefault(marks[index].Name) + marks[index].Event.MillisecondsSince(marks[index - 1].Event);
        }

        marks.ForEach(static mark => mark.Event.Dispose());
        return phases;
    }

    /// <summary>The matrices of a shape.</summary>
    private sealed class Bank
    {
        private readonly BankRefresh _refresh;
        private readonly Tensor[] _gradients;
        private readonly int _rank;

        public Bank(RefreshKernels kernels, RefreshScratch scratch, LinearShapes shape, int rank, int index)
        {
            (Index, _rank) = (index, rank);
            _refresh = new BankRefresh(
                kernels, scratch, $"{shape.Rows}x{shape.Columns}", new RefreshGeometry(shape.Rows, shape.Columns, shape.Rows < shape.Columns, rank), seed: 1);
            Candidates = _refresh.NewCandidates(shape.Count);
            _gradients = [.. Enumerable.Range(0, shape.Count).Select(_ => Gradient(shape.Rows, shape.Columns))];
        }

        public int Index { get; }

        public int Count => _gradients.Length;

        public Tensor Candidates { get; }

        public void Refresh(RefreshReport report, bool isWarm, int draw, Action<string>? afterPhase = null)
        {
            _refresh.AfterPhase = afterPhase;
            var members = _gradients.Select((gradient, index) => new RefreshMember(gradient, isWarm ? Candidates[index] : null, _rank, (ulong)index, draw)).ToArray();
            if (isWarm)
            {
                _refresh.Warm(members, 1, Candidates, report, Index);
            }
            else
            {
                _refresh.Cold(members, 1, Candidates, report, Index);
            }
        }

        // Some directions that decay above noise of full rank, as gradients have.
        private static Tensor Gradient(int rows, int columns)
        {
            using var scope = NewDisposeScope();
            var directions = Math.Min(256, Math.Min(rows, columns));
            var values = (1 + (0.2 * arange(directions, device: CUDA))).pow(-1);
            var product = (randn(rows, directions, device: CUDA) * values).mm(randn(directions, columns, device: CUDA));
            return (1e-3 * (product + randn(rows, columns, device: CUDA))).to(ScalarType.BFloat16).MoveToOuterDisposeScope();
        }
    }
}
