using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using Pretrain.Commands;
using Pretrain.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace Pretrain.Training;

/// <summary>A model and the optimizer that trains it, both from one container of their own.</summary>
internal sealed class Trainee : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly HashSet<string> _projectable;

    private Trainee(OptimizerPlan plan, ServiceProvider services, Llama model, AdaRankOptimizer optimizer)
    {
        (Plan, _services, Model, Optimizer) = (plan, services, model, optimizer);
        _projectable = model.ListParameters()
            .Where(parameter => parameter.Treatment is ParameterTreatment.LowRank)
            .Select(parameter => parameter.Name)
            .ToHashSet(StringComparer.Ordinal);
    }

    public OptimizerPlan Plan { get; }

    public Llama Model { get; }

    public AdaRankOptimizer Optimizer { get; }

    /// <summary>Builds model and optimizer. The same seed gives the same initial weights, whatever the optimizer.</summary>
    /// <param name="plan">The optimizer.</param>
    /// <param name="start">Weights to start from, or null.</param>
    /// <exception cref="AdaRank.InvalidSettingException">A setting cannot be used.</exception>
    /// <exception cref="InputException">The weights do not fit the model.</exception>
    public static Trainee Build(OptimizerPlan plan, StartingWeights? start)
    {
        var services = new ServiceCollection()
            .AddLlama(options =>
            {
                options.VocabularySize = PretrainDefaults.Vocabulary;
                options.Width = PretrainDefaults.Width;
                options.Hidden = PretrainDefaults.Hidden;
                options.Layers = PretrainDefaults.Layers;
                options.Heads = PretrainDefaults.Heads;
                options.KvHeads = PretrainDefaults.Heads;
                options.ContextLength = plan.Settings.Context;
            })
            .AddAdaRank(plan.Configure)
            .AddAdaRankCuda()
            .BuildServiceProvider();
        try
        {
            manual_seed(unchecked((long)plan.Settings.Seed));
            var model = services.GetRequiredService<Llama>();
            start?.CopyTo(model);

            // Drawn on the CPU in fp32 whatever comes, so that all start alike.
            model.to(WhereItTrains.ToDtype(plan.Settings.Dtype));
            model.to(WhereItTrains.ToDevice(plan.Settings.Device));
            return new Trainee(plan, services, model, services.GetRequiredService<OptimizerFactory>().Create(model));
        }
        catch
        {
            services.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of optimizer state for the matrices that can be projected, whether this optimizer projects them or not.</summary>
    public StateUse MeasureProjectable()
    {
        var bytes = Optimizer.MeasureState(_projectable.Contains);
        return new StateUse(bytes.Total, bytes.TotalAllocated);
    }

    /// <summary>Bytes of optimizer state for all parameters.</summary>
    public StateUse MeasureAll()
    {
        var bytes = Optimizer.MeasureState();
        return new StateUse(bytes.Total, bytes.TotalAllocated);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _services.Dispose();
    }
}
