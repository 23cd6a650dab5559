using AdaRank.Catalogue;
using AdaRank.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Vectors.Tests;

/// <summary>A model of one parameter whose gradients are given.</summary>
internal sealed class SingleParameterModel(Tensor start, ParameterTreatment treatment) : IModel, IDisposable
{
    public Parameter Weight { get; } = new(start.clone());

    public IReadOnlyList<ModelParameter> ListParameters() =>
        [new ModelParameter("weight", Weight, treatment, treatment is ParameterTreatment.LowRank ? "all" : null)];

    public void SetGradient(Tensor gradient) => Weight.grad = gradient.clone();

    public void Dispose() => Weight.Dispose();
}
