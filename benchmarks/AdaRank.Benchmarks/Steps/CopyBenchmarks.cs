using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace AdaRank.Benchmarks.Steps;

/// <summary>What the memory gives: the floor of a step is what it must move at this rate.</summary>
public class CopyBenchmarks
{
    private const long Elements = 32L << 20;

    private Tensor? _source;
    private Tensor? _destination;

    /// <summary>Makes two tensors of 128 MiB each.</summary>
    [GlobalSetup]
    public void Start() => (_source, _destination) = (ones(Elements), ones(Elements));

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Stop()
    {
        _source?.Dispose();
        _destination?.Dispose();
    }

    /// <summary>Reads 128 MiB and writes as many, on all threads.</summary>
    [Benchmark]
    public void Copy() => _destination!.copy_(_source!);

    /// <summary>Reads and writes 128 MiB in place.</summary>
    [Benchmark]
    public void Scale() => _destination!.mul_(1);
}
