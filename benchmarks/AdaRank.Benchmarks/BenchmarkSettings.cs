using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace AdaRank.Benchmarks;

/// <summary>How all benchmarks run.</summary>
public sealed class BenchmarkSettings : ManualConfig
{
    /// <summary>Makes the settings.</summary>
    public BenchmarkSettings()
    {
        // In this process: a project that BenchmarkDotNet generates would be built by the rules of this repository, which
        // are not written for generated projects.
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(20));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        // The median: other programs on the machine only ever make a run slower.
        AddColumn(StatisticColumn.Median, StatisticColumn.Min);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
    }
}
