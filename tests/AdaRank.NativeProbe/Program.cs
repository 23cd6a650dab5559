using System.Diagnostics;
using System.Text.Json;
using AdaRank.Native;
using TorchSharp;

using var ones = torch.ones(3, 4);
using var total = ones.sum();

var origin = TorchNative.Origin;
Console.WriteLine(JsonSerializer.Serialize(new
{
    Sum = total.ToSingle(),
    origin.ShimPath,
    origin.LoadedShimPath,
    origin.IsCorrected,
    origin.LibTorchFolder,
    LibTorchSource = origin.LibTorchSource.ToString(),
    origin.LibTorchLibraries,
    origin.AnswersImports,
    LoadMilliseconds = origin.LoadTime.TotalMilliseconds,
    MappedLibraries = OperatingSystem.IsLinux() ? MappedLibraries() : [],
    CudaSum = args.Contains("--cuda") ? SumOnCuda() : (float?)null,
    EighMilliseconds = args.Contains("--lapack") ? Time(static matrix => torch.linalg.eigh(matrix)) : null,
    SvdMilliseconds = args.Contains("--lapack") ? Time(static matrix => torch.linalg.svd(matrix)) : null,
}));

// Every file of libtorch that the process has mapped, by whoever's doing.
static string[] MappedLibraries() => [.. File.ReadLines("/proc/self/maps")
    .Select(static line => line[(line.LastIndexOf(' ') + 1)..])
    .Where(static path => Path.GetFileName(path) is { } file
        && (file.StartsWith("libtorch", StringComparison.Ordinal) || file.StartsWith("libc10", StringComparison.Ordinal)))
    .Distinct(StringComparer.Ordinal)];

static float SumOnCuda()
{
    using var scope = torch.NewDisposeScope();
    return torch.ones(3, 4, device: torch.CUDA).sum().cpu().ToSingle();
}

static double[] Time<T>(Func<torch.Tensor, T> decompose)
{
    torch.set_num_threads(2);
    using var scope = torch.NewDisposeScope();
    var root = torch.randn(512, 512);
    var symmetric = root.matmul(root.t());
    return [.. Enumerable.Range(0, 5).Select(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        decompose(symmetric);
        return Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);
    })];
}
