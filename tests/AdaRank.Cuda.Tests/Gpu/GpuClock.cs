using AdaRank.Cuda.Driver;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Gpu;

/// <summary>Times of work on the device, and how fast a copy is there: bounds that both are taken from one run.</summary>
internal static class GpuClock
{
    /// <summary>The median time of some work, in milliseconds.</summary>
    public static double Milliseconds(CudaBackend backend, Action work, int rounds = 15)
    {
        using var start = new CudaEvent(backend.Device);
        using var end = new CudaEvent(backend.Device);
        var times = new List<double>();
        for (var round = 0; round < rounds + 3; round++)
        {
            start.Record(backend.Stream);
            work();
            end.Record(backend.Stream);
            end.Wait();
            if (round >= 3)
            {
                times.Add(end.MillisecondsSince(start));
            }
        }

        return times.Order().ElementAt(rounds / 2);
    }

    /// <summary>Bytes read and written in a millisecond by a copy of 512 MiB.</summary>
    public static double CopyBytesPerMillisecond(CudaBackend backend)
    {
        using var scope = NewDisposeScope();
        var (from, to) = (randn(1 << 27, device: CUDA), zeros(1 << 27, device: CUDA));
        return 2.0 * 4 * (1 << 27) / Milliseconds(backend, () => to.copy_(from));
    }

    /// <summary>Says how some work's time compares with that of its bytes, and fails if it takes more than it may.</summary>
    /// <param name="what">What was timed.</param>
    /// <param name="milliseconds">Its time.</param>
    /// <param name="bytes">The bytes that it can not do without.</param>
    /// <param name="bytesPerMillisecond">Those of a copy.</param>
    /// <param name="most">How many times the time of a copy is allowed.</param>
    public static void Report(string what, double milliseconds, double bytes, double bytesPerMillisecond, double most)
    {
        var ratio = milliseconds / (bytes / bytesPerMillisecond);
        var line = FormattableString.Invariant($"TIME {what}: {milliseconds:F3} ms, {bytes / milliseconds / 1e9:F2} TB/s, {ratio:F2} of the time of a copy ({bytesPerMillisecond / 1e9:F2} TB/s)");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Assert.True(ratio <= most, $"{line}; {most} is allowed.");
    }
}
