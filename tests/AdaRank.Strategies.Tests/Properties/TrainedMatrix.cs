using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Models;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Properties;

/// <summary>A model of one matrix whose gradients are given, and the optimizer that trains it as an application configured it.</summary>
internal sealed class TrainedMatrix : IModel, IDisposable
{
    private readonly Parameter _weight;

    /// <summary>Makes both.</summary>
    /// <param name="start">The weight before the first step; copied.</param>
    /// <param name="configure">Says how it is trained.</param>
    public TrainedMatrix(Tensor start, Action<AdaRankBuilder> configure)
    {
        _weight = new Parameter(start.clone());
        using var provider = new ServiceCollection().AddAdaRank(configure).BuildServiceProvider();
        Optimizer = provider.GetRequiredService<OptimizerFactory>().Create(this);
    }

    public AdaRankOptimizer Optimizer { get; }

    /// <summary>The weight as it is now; the caller's scope owns the copy.</summary>
    public Tensor Weight => _weight.detach().clone();

    /// <summary>The bank of the matrix; null if it is trained at full rank.</summary>
    public Bank? Bank => Optimizer.Banks.SingleOrDefault();

    public IReadOnlyList<ModelParameter> ListParameters() => [new ModelParameter("weight", _weight, ParameterTreatment.LowRank, "all")];

    /// <summary>One step with a gradient.</summary>
    public StepSummary Step(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        _weight.grad = gradient.clone();
        var summary = Optimizer.Step();
        Optimizer.ZeroGradients();
        return summary;
    }

    /// <summary>Steps with all gradients, and the weight after the last.</summary>
    public Tensor Train(IEnumerable<Tensor> gradients)
    {
        foreach (var gradient in gradients)
        {
            Step(gradient);
        }

        return Weight;
    }

    /// <summary>Copies of everything that steps change and tests can see: weight, basis and all state. The caller's scope owns them.</summary>
    public IReadOnlyList<Tensor> Bits()
    {
        var matrices = Bank?.Matrices ?? [];
        return
        [
            Weight,
            .. matrices.SelectMany(static matrix => matrix.BasisState.Append(matrix.Basis)).Where(static tensor => tensor is not null).Select(static tensor => tensor!.clone()),
            .. matrices.SelectMany(static matrix => matrix.State).Select(static state => state.Open().clone()),
        ];
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _weight.Dispose();
    }
}
