using AdaRank.Gradients;
using AdaRank.Testing.Cases;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing;

/// <summary>What the engine relies on in a gradient transform. Derive a class from it, in one line, to test yours.</summary>
/// <typeparam name="TTransform">The transform under test.</typeparam>
public abstract class GradientTransformContract<TTransform> : PluginContract<TTransform>
    where TTransform : class, IGradientTransform
{
    private static readonly long[][] Shapes = [[7], [5, 9], [4, 2, 3, 3]];

    /// <summary>What was changed is a copy: the model's own gradients stay as they were.</summary>
    /// <param name="factor">How large the gradients are.</param>
    [Theory]
    [InlineData(1)]
    [InlineData(1e6)]
    public void Transform_Always_LeavesTheModelsGradientsAlone(double factor)
    {
        using var scope = NewDisposeScope();
        var (gradients, expected) = (NewGradients(factor), NewGradients(factor));
        using var step = Step(gradients);

        Create().Transform(step);

        foreach (var (before, after) in expected.Zip(gradients))
        {
            Tensors.AssertSameBits(before, after, "A gradient of the model");
        }
    }

    /// <summary>Gradients keep shape and dtype, and stay numbers, also when they are zero, tiny or huge.</summary>
    /// <param name="factor">How large the gradients are.</param>
    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(1e-15)]
    [InlineData(1e12)]
    public void Transform_AnyGradient_KeepsShapeAndNumbers(double factor)
    {
        using var scope = NewDisposeScope();
        var gradients = NewGradients(factor);
        using var step = Step(gradients);

        Create().Transform(step);

        Assert.Equal(gradients.Count, step.Count);
        for (var index = 0; index < step.Count; index++)
        {
            Assert.Equal(gradients[index].shape, step[index].shape);
            Assert.Equal(gradients[index].dtype, step[index].dtype);
            Tensors.AssertFinite(step[index], "A gradient");
        }
    }

    /// <summary>The same step gives the same bits, from another object too: a resumed run is the run.</summary>
    [Fact]
    public void Transform_Again_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var first = Step(NewGradients(1));
        using var second = Step(NewGradients(1));

        Create().Transform(first);
        Create().Transform(second);

        for (var index = 0; index < first.Count; index++)
        {
            Tensors.AssertSameBits(first[index], second[index], "A gradient");
        }
    }

    /// <summary>A step in which no parameter has a gradient is no error.</summary>
    [Fact]
    public void Transform_NoGradients_DoesNothing()
    {
        using var scope = NewDisposeScope();
        using var step = Step([]);

        Assert.Null(Record.Exception(() => Create().Transform(step)));
    }

    /// <summary>When a step is over, no tensor of it is left.</summary>
    [Fact]
    public void Transform_Done_LeavesNoTensorBehind()
    {
        using var outer = NewDisposeScope();
        var (transform, gradients) = (Create(), NewGradients(1e6));
        var before = Tensors.LiveCount;

        for (var round = 0; round < 3; round++)
        {
            using var scope = NewDisposeScope();
            using var step = Step(gradients);
            transform.Transform(step);
        }

        Assert.Equal(before, Tensors.LiveCount);
    }

    private static StepGradients Step(IReadOnlyList<Tensor> gradients) =>
        new(step: 3, gradients.Select((gradient, index) => ($"parts.{index}", gradient)));

    private static IReadOnlyList<Tensor> NewGradients(double factor) =>
        [.. Shapes.Select((shape, index) => Tensors.Normal(shape, index == 1 ? ScalarType.Float64 : ScalarType.Float32, 40 + (ulong)index).mul(factor))];
}
