using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Models;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests;

/// <summary>A small network of two low-rank matrices, one tall and one wide, and a bias, fitted to another one's answers.</summary>
internal sealed class Regression : IModel, IDisposable
{
    private const int Samples = 48;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Generator _generator = new(17);
    private readonly Tensor _inputs;
    private readonly Tensor _targets;

    public Regression()
    {
        _inputs = Normal(Samples, 10);
        First = new Parameter(Normal(16, 10) * 0.3);
        Second = new Parameter(Normal(6, 16) * 0.3);
        Bias = new Parameter(zeros(6));
        using var noGradients = no_grad();
        _targets = _inputs.mm(Normal(10, 16)).tanh().mm(Normal(16, 6)) * 0.5;
    }

    /// <summary>[16, 10], in group "first".</summary>
    public Parameter First { get; }

    /// <summary>[6, 16], in group "second".</summary>
    public Parameter Second { get; }

    /// <summary>[6].</summary>
    public Parameter Bias { get; }

    public IReadOnlyList<ModelParameter> ListParameters() =>
    [
        new ModelParameter("first", First, ParameterTreatment.LowRank, "first"),
        new ModelParameter("second", Second, ParameterTreatment.LowRank, "second"),
        new ModelParameter("bias", Bias, ParameterTreatment.FullRank),
    ];

    /// <summary>Trains as an application does and returns the loss before each step.</summary>
    /// <param name="steps">How many steps.</param>
    /// <param name="optimizer">Takes them.</param>
    public List<double> Train(int steps, AdaRankOptimizer optimizer)
    {
        List<double> losses = [];
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var loss = (_inputs.mm(First.t()).tanh().mm(Second.t()) + Bias - _targets).square().mean();
            optimizer.ZeroGradients();
            loss.backward();
            optimizer.Step();
            losses.Add(loss.item<float>());
        }

        return losses;
    }

    /// <summary>An optimizer as an application builds it.</summary>
    public AdaRankOptimizer Optimize(Action<AdaRankBuilder> configure)
    {
        using var provider = new ServiceCollection().AddAdaRank(configure).BuildServiceProvider();
        return provider.GetRequiredService<OptimizerFactory>().Create(this);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    private Tensor Normal(params long[] shape) => randn(shape, generator: _generator);
}
