using AdaRank.Steps;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing.Cases;

/// <summary>Parameters before a step at full rank: a scalar, a vector, a matrix and a convolution's weight.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Dtype">Of weights, gradients and state.</param>
internal sealed record DenseCase(string Name, ScalarType Dtype)
{
    private static readonly IReadOnlyDictionary<string, DenseCase> ByName =
        new[] { new DenseCase("fp32", ScalarType.Float32), new DenseCase("fp64", ScalarType.Float64) }.ToDictionary(found => found.Name);

    /// <summary>Shapes of the parameters.</summary>
    public static long[][] Shapes { get; } = [[], [7], [5, 9], [4, 2, 3, 3]];

    /// <summary>The names of all cases.</summary>
    public static TheoryData<string> Names => [.. ByName.Keys];

    /// <summary>Learning rate and decay.</summary>
    public static StepScalars Scalars { get; } = new(LearningRate: 0.01, WeightDecay: 0.1);

    /// <summary>The case of a name.</summary>
    public static DenseCase Of(string name) => ByName[name];

    /// <summary>Parameters with state of zeros. Weights require gradients, as those of a model.</summary>
    /// <param name="step">Declares the state.</param>
    public IReadOnlyList<DenseMember> NewMembers(IFullRankStep step) => [.. Shapes.Select((shape, index) => new DenseMember(
        $"parts.{index}",
        Tensors.Normal(shape, Dtype, 900 + (ulong)index).requires_grad_(),
        NewGradient(index, step: 1, factor: 1),
        [.. step.StateFor(shape).Select(slot => zeros([.. slot.Shape], Dtype))],
        Step: 1))];

    /// <summary>The gradient of one parameter in a step.</summary>
    public Tensor NewGradient(int index, int step, double factor) =>
        Tensors.Normal(Shapes[index], Dtype, 950 + (ulong)((100 * step) + index)).mul(factor);
}
