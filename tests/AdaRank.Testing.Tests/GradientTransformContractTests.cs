using AdaRank.Gradients;
using AdaRank.Plugins;
using AdaRank.Sampling;
using static TorchSharp.torch;

namespace AdaRank.Testing.Tests;

/// <summary>The contract of gradient transforms, with the two that it must be able to express: clipping and noise.</summary>
public sealed class GradientTransformContractTests
{
    [Fact]
    public void Clipping_NormAboveTheLimit_ScalesAllGradientsToIt()
    {
        using var scope = NewDisposeScope();
        using var step = new StepGradients(1, [("a", tensor([3.0, 0])), ("b", tensor([4.0]))]);

        new ClippingTransform().Transform(step);

        Assert.Equal([0.6, 0], step[0].data<double>().ToArray());
        Assert.Equal([0.8], step[1].data<double>().ToArray());
    }

    [Fact]
    public void Clipping_NormBelowTheLimit_CopiesNothing()
    {
        using var scope = NewDisposeScope();
        var gradient = tensor([0.1]);
        using var step = new StepGradients(1, [("a", gradient)]);

        new ClippingTransform().Transform(step);

        Assert.Same(gradient, step[0]);
        Assert.False(step.IsChanged(0));
    }

    [Fact]
    public void Reading_TransformThatWritesToTheModelsGradient_Fails() =>
        ContractFailure.Assert(() => new Writing().Transform_Always_LeavesTheModelsGradientsAlone(1), "A gradient of the model is not what it was");

    [Fact]
    public void Finiteness_TransformThatDividesByTheNorm_Fails() =>
        ContractFailure.Assert(() => new Dividing().Transform_AnyGradient_KeepsShapeAndNumbers(0), "holds NaN or infinity");

    [Fact]
    public void Repetition_TransformThatDrawsUnkeyedNumbers_Fails() =>
        ContractFailure.Assert(new Drawing().Transform_Again_GivesTheSameBits, "not the same twice");

    [Fact]
    public void Empty_TransformThatNeedsAGradient_Fails() =>
        ContractFailure.Assert(new Writing().Transform_NoGradients_DoesNothing, "Assert.Null() Failure");

    [Fact]
    public void Leak_TransformThatKeepsATensor_Fails() =>
        ContractFailure.Assert(new Leaking().Transform_Done_LeavesNoTensorBehind, "Assert.Equal() Failure");

    /// <summary>Scales all gradients together so that their norm is at most one.</summary>
    internal sealed class ClippingTransform : IGradientTransform
    {
        public void Transform(StepGradients gradients)
        {
            var energy = 0.0;
            for (var index = 0; index < gradients.Count; index++)
            {
                using var square = gradients[index].to(ScalarType.Float64).square().sum();
                energy += square.item<double>();
            }

            for (var index = 0; energy > 1 && index < gradients.Count; index++)
            {
                gradients.Writable(index).div_(Math.Sqrt(energy));
            }
        }
    }

    /// <summary>Adds noise that depends on parameter and step alone.</summary>
    internal sealed class NoiseTransform(IGaussianSource gaussians) : IGradientTransform
    {
        public void Transform(StepGradients gradients)
        {
            for (var index = 0; index < gradients.Count; index++)
            {
                using var scope = NewDisposeScope();
                var numbers = new double[gradients[index].numel()];
                gaussians.Fill("noise/" + gradients.Name(index), gradients.Step, numbers);
                gradients.Writable(index).add_(tensor(numbers, gradients[index].shape).to(gradients[index].dtype), alpha: 1e-3);
            }
        }
    }

    private sealed class WritingTransform : IGradientTransform
    {
        public void Transform(StepGradients gradients) => gradients[0].mul_(2);
    }

    private sealed class DividingTransform : IGradientTransform
    {
        public void Transform(StepGradients gradients) => gradients.Writable(0).div_(gradients[0].norm());
    }

    private sealed class DrawingTransform : IGradientTransform
    {
        public void Transform(StepGradients gradients) => gradients.Writable(0).add_(rand(1));
    }

    private sealed class LeakingTransform : IGradientTransform
    {
        private readonly List<Tensor> _kept = [];

        public void Transform(StepGradients gradients) => _kept.Add(zeros(3).DetachFromDisposeScope());
    }

    private sealed class Writing : GradientTransformContract<WritingTransform>;

    private sealed class Dividing : GradientTransformContract<DividingTransform>;

    private sealed class Drawing : GradientTransformContract<DrawingTransform>;

    private sealed class Leaking : GradientTransformContract<LeakingTransform>;
}
