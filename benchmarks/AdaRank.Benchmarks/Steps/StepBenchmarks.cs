using System.Diagnostics.CodeAnalysis;
using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Plugins.Rank.Interval;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;

namespace AdaRank.Benchmarks.Steps;

/// <summary>One optimizer step of the same parameters on the CPU, without a refresh.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What runs benchmarks calls the cleanup, and disposes nothing.")]
public class StepBenchmarks
{
    private const string TorchSharpAdamW = "TorchSharp AdamW";

    /// <summary>No refresh but the first is due while a benchmark runs.</summary>
    private const int Never = int.MaxValue;

    private StepModel? _model;
    private IDisposable? _optimizer;
    private Action _step = static () => { };

    /// <summary>Which optimizer steps.</summary>
    [Params(TorchSharpAdamW, "adamw", "adarankgrad 4", "adarankgrad 16", "adarankgrad 64", "galore 16")]
    public string Optimizer { get; set; } = "";

    /// <summary>Makes model and optimizer and takes the first step, which makes the state.</summary>
    [GlobalSetup]
    public void Start()
    {
        _model = new StepModel();
        if (Optimizer is TorchSharpAdamW)
        {
            var optimizer = torch.optim.AdamW(_model.ListParameters().Select(static parameter => parameter.Value), lr: 1e-3, weight_decay: 0.01);
            (_optimizer, _step) = (optimizer, () => optimizer.step());
        }
        else
        {
            var words = Optimizer.Split(' ');
            var optimizer = Create(_model, words[0], words.Length > 1 ? int.Parse(words[1], null) : 0);
            (_optimizer, _step) = (optimizer, () => optimizer.Step());
        }

        _step();
    }

    /// <summary>Frees what <see cref="Start"/> has made.</summary>
    [GlobalCleanup]
    public void Stop()
    {
        _optimizer?.Dispose();
        _model?.Dispose();
    }

    /// <summary>One step.</summary>
    [Benchmark]
    public void Step() => _step();

    private static AdaRankOptimizer Create(StepModel model, string profile, int rank)
    {
        var services = new ServiceCollection().AddAdaRank(builder =>
        {
            builder.UseProfile(profile).LearningRate(1e-3).WeightDecay(0.01);
            if (rank > 0)
            {
                builder.AllGroups(group => Fix(group.Ranks(rank, rank), profile));
            }
        });
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<OptimizerFactory>().Create(model);
    }

    private static void Fix(GroupBuilder group, string profile) => _ = profile is Profiles.AdaRankGrad
        ? group.Refresh<ConvergenceOptions>("convergence", static options => options.Interval = Never)
        : group.Refresh<IntervalOptions>("interval", static options => options.Interval = Never);
}
