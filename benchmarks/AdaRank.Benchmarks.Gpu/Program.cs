using System.CommandLine;
using System.Text.Json;
using AdaRank.Benchmarks.Gpu;
using AdaRank.Cuda;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Refresh;

var models = new Option<string[]>("--models")
{
    Description = "Which models: 60M, 350M, 1B, 7B.",
    DefaultValueFactory = static _ => ["60M", "350M", "1B", "7B"],
    AllowMultipleArgumentsPerToken = true,
};
var rank = new Option<int>("--rank") { Description = "Rank of all layers.", DefaultValueFactory = static _ => 128 };
var repeats = new Option<int>("--repeats") { Description = "How many steps are timed.", DefaultValueFactory = static _ => 30 };
var peers = new Option<bool>("--peers") { Description = "Also time PyTorch's fused AdamW and a loop of GaLore, if python3 has PyTorch.", DefaultValueFactory = static _ => true };
var refresh = new Option<bool>("--refresh") { Description = "Also time refreshes of all bases.", DefaultValueFactory = static _ => true };
var command = new RootCommand("Times the non-refresh step of low-rank Adam on a CUDA device, and prints a line of JSON for each case.") { models, rank, repeats, peers, refresh };
command.SetAction(parsed =>
{
    // First, while the whole memory is theirs: PyTorch's allocator here gives back nothing before the program ends.
    foreach (var model in parsed.GetValue(peers) ? parsed.GetValue(models)! : [])
    {
        if (Peers.Run(model, LinearShapes.Of(model), parsed.GetValue(rank), Console.WriteLine) is { } reason)
        {
            Print(new { @case = "peers", model, skipped = reason });
        }
    }

    var backend = CudaBackend.Open();
    using var kernels = new BankKernels(backend);
    var benchmark = new StepBenchmark(kernels, parsed.GetValue(repeats));
    var copy = benchmark.CopyBandwidth();
    Print(new { @case = "copy", device = backend.Device.Name, bytes_per_second = copy });
    foreach (var model in parsed.GetValue(models)!)
    {
        var shapes = LinearShapes.Of(model);
        foreach (var encoding in Enum.GetValues<MomentEncoding>())
        {
            var result = benchmark.Run(shapes, parsed.GetValue(rank), encoding);
            var floor = result.TrafficBytes / copy * 1e3;
            Print(new
            {
                @case = "step",
                model,
                rank = parsed.GetValue(rank),
                moments = encoding.ToString(),
                ms_median = result.Milliseconds[1],
                ms_quartiles = new[] { result.Milliseconds[0], result.Milliseconds[2] },
                ms_floor = floor,
                over_floor = result.Milliseconds[1] / floor,
                bytes_per_second = result.TrafficBytes / (result.Milliseconds[1] * 1e-3),
                ms_host = result.HostMilliseconds,
                launches = result.Launches,
                state_bytes = result.StateBytes,
                scratch_bytes = result.ScratchBytes,
                device_bytes_in_use = result.PeakBytes,
            });
        }
    }

    using var refreshes = new RefreshKernels(backend);
    var refreshBenchmark = new RefreshBenchmark(refreshes, parsed.GetValue(repeats));
    foreach (var model in parsed.GetValue(refresh) ? parsed.GetValue(models)! : [])
    {
        foreach (var result in refreshBenchmark.Run(LinearShapes.Of(model), parsed.GetValue(rank)))
        {
            Print(new
            {
                @case = "refresh",
                model,
                rank = parsed.GetValue(rank),
                kind = result.Kind,
                ms_median = result.Milliseconds[1],
                ms_quartiles = new[] { result.Milliseconds[0], result.Milliseconds[2] },
                ms_phases = result.Phases,
                ms_read = result.ReadMilliseconds,
                ms_of_one_pass_over_gradients = result.GradientBytes / copy * 1e3,
                scratch_bytes = result.ScratchBytes,
                candidate_bytes = result.CandidateBytes,
                worst_orthonormality = result.WorstOrthonormality,
                unusable = result.Unusable,
                repaired = result.Repaired,
            });
        }
    }
});
return command.Parse(args).Invoke();

static void Print<T>(T line) => Console.WriteLine(JsonSerializer.Serialize(line));
