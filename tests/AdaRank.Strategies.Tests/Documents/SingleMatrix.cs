using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Layers;
using AdaRank.Models;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using static TorchSharp.torch;

namespace AdaRank.Strategies.Tests.Documents;

/// <summary>The matrix of the pages' examples: one low-rank weight of 1376 × 512.</summary>
internal sealed class SingleMatrix : nn.Module, IModel
{
    public const int LongSide = 1376;
    public const int ShortSide = 512;

    public SingleMatrix()
        : base(nameof(SingleMatrix))
    {
        Layer = new Linear(ShortSide, LongSide);
        register_module("layer", Layer);
    }

    public Linear Layer { get; }

    public IReadOnlyList<ModelParameter> ListParameters() =>
        [new ModelParameter("layer.weight", Layer.Weight, ParameterTreatment.LowRank, "mlp")];

    /// <summary>An optimizer as an application builds it.</summary>
    public static AdaRankOptimizer Optimize(IModel model, Action<AdaRankBuilder> configure)
    {
        using var provider = new ServiceCollection().AddAdaRank(configure).BuildServiceProvider();
        return provider.GetRequiredService<OptimizerFactory>().Create(model);
    }

    /// <summary>Gives the trained parameters random gradients and takes one step.</summary>
    /// <param name="model">This, or what wraps it.</param>
    /// <param name="configure">How it is trained.</param>
    /// <returns>The optimizer after the step.</returns>
    public static AdaRankOptimizer StepOnce(IModel model, Action<AdaRankBuilder> configure)
    {
        var optimizer = Optimize(model, configure);
        using var generator = new Generator(3);
        foreach (var parameter in model.ListParameters().Where(parameter => parameter.Treatment is not ParameterTreatment.Frozen))
        {
            parameter.Value.grad = randn(parameter.Value.shape, generator: generator);
        }

        optimizer.Step();
        return optimizer;
    }
}
