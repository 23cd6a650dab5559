using System.Diagnostics;
using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Driver;
using static TorchSharp.torch;

namespace AdaRank.Benchmarks.Gpu;

/// <summary>Times non-refresh steps over all linear layers of a model.</summary>
/// <param name="kernels">Kernels of the device.</param>
/// <param name="repeats">How many steps are timed.</param>
internal sealed class StepBenchmark(BankKernels kernels, int repeats)
{
    private const int WarmUps = 5;

    /// <summary>What was measured.</summary>
    /// <param name="Milliseconds">A step by the device's clock: median, and the quarters below and above it.</param>
    /// <param name="HostMilliseconds">How long the host took to queue a step, median.</param>
    /// <param name="TrafficBytes">W read and written and G read: what no step can do without.</param>
    /// <param name="Launches">Kernels of a step.</param>
    /// <param name="StateBytes">Bases and moments, allocated.</param>
    /// <param name="ScratchBytes">What a step needs besides.</param>
    /// <param name="PeakBytes">What the device had in use at the end, of all that is.</param>
    internal sealed record Result(
        double[] Milliseconds, double HostMilliseconds, long TrafficBytes, int Launches, long StateBytes, long ScratchBytes, long PeakBytes);

    /// <summary>Runs it.</summary>
    /// <param name="shapes">The model.</param>
    /// <param name="rank">r.</param>
    /// <param name="encoding">How moments are stored.</param>
    public Result Run(IReadOnlyList<LinearShapes> shapes, int rank, MomentEncoding encoding)
    {
        using var scope = NewDisposeScope();
        var settings = new AdamSettings(0.9, 0.999, 1e-8, 0.25);
        List<(AdamBank Bank, Tensor[] Weights, Tensor[] Gradients)> banks = [];
        try
        {
            foreach (var shape in shapes)
            {
                var geometry = new BankGeometry(shape.Rows, shape.Columns, rank);
                var bank = new AdamBank(
                    kernels, $"{shape.Rows}x{shape.Columns}", geometry, [.. Enumerable.Range(0, shape.Count).Select(static index => (ulong)index)], encoding, settings, seed: 1);
                bank.Bases.normal_(0, Math.Pow(geometry.ShortSide, -0.5));
                banks.Add((bank, Fill(shape, 0.02), Fill(shape, 1e-3)));
            }

            var (milliseconds, host) = Time(() => banks.ForEach(static entry => entry.Bank.Step(entry.Weights, entry.Gradients, 1e-3, 0.01)));
            return new Result(
                milliseconds,
                host,
                shapes.Sum(static shape => 3L * 2 * shape.Rows * shape.Columns * shape.Count),
                banks.Sum(static entry => entry.Bank.Launches),
                banks.Sum(static entry => entry.Bank.StateBytes),
                banks.Sum(static entry => entry.Bank.ScratchBytes),
                kernels.Backend.Device.Memory() is var memory ? memory.TotalBytes - memory.FreeBytes : 0);
        }
        finally
        {
            banks.ForEach(static entry => entry.Bank.Dispose());
        }
    }

    /// <summary>Bytes a second of a copy from device memory to device memory, read and written ones counted.</summary>
    public double CopyBandwidth()
    {
        using var scope = NewDisposeScope();
        var source = randn(1 << 29, dtype: ScalarType.BFloat16, device: CUDA);
        var target = empty_like(source);
        var (milliseconds, _) = Time(() => target.copy_(source));
        return 2.0 * 2 * source.numel() / (milliseconds[1] * 1e-3);
    }

    private static Tensor[] Fill(LinearShapes shape, double size) =>
        [.. Enumerable.Range(0, shape.Count).Select(_ => empty(shape.Rows, shape.Columns, dtype: ScalarType.BFloat16, device: CUDA).normal_(0, size))];

    private (double[] Quartiles, double Host) Time(Action action)
    {
        var (device, stream) = (kernels.Backend.Device, kernels.Backend.Stream);
        using var start = new CudaEvent(device);
        using var end = new CudaEvent(device);
        var times = new List<double>(repeats);
        var hosts = new List<double>(repeats);
        for (var round = -WarmUps; round < repeats; round++)
        {
            start.Record(stream);
            var before = Stopwatch.GetTimestamp();
            action();
            var queued = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
            end.Record(stream);
            end.Wait();
            if (round >= 0)
            {
                times.Add(end.MillisecondsSince(start));
                hosts.Add(queued);
            }
        }

        times.Sort();
        hosts.Sort();
        return ([times[times.Count / 4], times[times.Count / 2], times[times.Count * 3 / 4]], hosts[hosts.Count / 2]);
    }
}
