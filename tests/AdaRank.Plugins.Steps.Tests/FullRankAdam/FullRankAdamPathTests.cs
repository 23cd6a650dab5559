using AdaRank.Plugins.Steps.FullRankAdam;
using AdaRank.Plugins.Steps.Kernels;
using AdaRank.Plugins.Steps.Tests.Kernels;
using AdaRank.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Tests.FullRankAdam;

/// <summary>Whatever way a tensor lies in memory, the step is the same.</summary>
public sealed class FullRankAdamPathTests
{
    private const int Rows = 37;
    private const int Columns = 19;

    private static readonly StepScalars Scalars = new(LearningRate: 0.01, WeightDecay: 0.1);

    [Theory]
    [InlineData("plain")]
    [InlineData("gradient transposed")]
    [InlineData("weight transposed")]
    [InlineData("first moment transposed")]
    [InlineData("second moment transposed")]
    [InlineData("all with an offset")]
    public void Step_AnyLayout_FollowsTorchSharpsAdamW(string layout)
    {
        using var scope = NewDisposeScope();
        foreach (var (dtype, relative, absolute) in new[] { (ScalarType.Float64, 1e-11, 1e-13), (ScalarType.Float32, 1e-5, 1e-6) })
        {
            using var generator = new Generator(8);
            var start = randn([Rows, Columns], dtype, generator: generator);
            var reference = new Parameter(start.clone());
            using var optimizer = optim.AdamW([reference], lr: 0.01, weight_decay: 0.1);
            var weight = Laid(start, layout is "weight transposed", layout);
            Tensor[] state =
            [
                Laid(zeros_like(start), layout is "first moment transposed", layout),
                Laid(zeros_like(start), layout is "second moment transposed", layout),
            ];
            for (var count = 1; count <= 5; count++)
            {
                var gradient = randn([Rows, Columns], dtype, generator: generator);
                reference.grad = gradient.clone();
                optimizer.step();
                var laid = Laid(gradient, layout is "gradient transposed", layout);
                new FullRankAdamStep(new AdamOptions()).Step([new DenseMember("weight", weight, laid, state, count)], Scalars);
                Assert.True(laid.eq(gradient).all().item<bool>());
            }

            Assert.True(weight.allclose(reference, relative, absolute));
            Assert.False(weight.allclose(start, 1e-3, 1e-3));
        }
    }

    [Fact]
    public void Step_ManyParametersAtOnce_MovesEachAsAlone()
    {
        using var scope = NewDisposeScope();
        var step = new FullRankAdamStep(new AdamOptions());
        var (together, alone) = (NewMembers(), NewMembers());

        step.Step(together, Scalars);
        foreach (var member in alone)
        {
            step.Step([member], Scalars);
        }

        foreach (var (one, other) in together.Zip(alone))
        {
            Assert.True(one.Weight.eq(other.Weight).all().item<bool>(), one.Name);
            Assert.False(one.Weight.numel() > 0 && one.Weight.eq(1).all().item<bool>(), one.Name);
        }

        // Each of another kind, among them two of which the second has another t.
        static List<DenseMember> NewMembers() =>
        [
            Member("scalar", [], ScalarType.Float32, 1),
            Member("large", [3, ChunkTable.Length - 5], ScalarType.Float32, 1),
            Member("empty", [0, 4], ScalarType.Float32, 1),
            Member("one", [1], ScalarType.Float32, 1),
            Member("double", [5, 7], ScalarType.Float64, 1),
            Member("later", [5, 7], ScalarType.Float32, 9),
            Member("bf16", [5, 7], ScalarType.BFloat16, 1),
        ];

        static DenseMember Member(string name, long[] shape, ScalarType dtype, long step)
        {
            var gradient = rand(shape, ScalarType.Float32, generator: new Generator(3)).add(0.1).to(dtype);
            return new DenseMember(name, ones(shape, dtype), gradient, [zeros(shape, dtype), zeros(shape, dtype)], step);
        }
    }

    [Fact]
    public void Step_AnyNumberOfThreads_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var gradient = randn(4, ChunkTable.Length + 9, generator: generator);
        var expected = Moved(1);

        Assert.True(expected.eq(Moved(2)).all().item<bool>());
        Assert.True(expected.eq(Moved(7)).all().item<bool>());

        Tensor Moved(int threads)
        {
            using var _ = new Threads(threads);
            var weight = ones_like(gradient);
            Tensor[] state = [zeros_like(gradient), zeros_like(gradient)];
            new FullRankAdamStep(new AdamOptions()).Step([new DenseMember("weight", weight, gradient, state, 1)], Scalars);
            return weight;
        }
    }

    [Fact]
    public void Step_BetweenForwardAndBackward_MakesBackwardRefuse()
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(ones(3, 2));
        var loss = ones(2, 3).requires_grad_().mm(weight).sum();
        using (no_grad())
        {
            new FullRankAdamStep(new AdamOptions()).Step(
                [new DenseMember("weight", weight, ones(3, 2), [zeros(3, 2), zeros(3, 2)], 1)], Scalars);
        }

        Assert.ThrowsAny<Exception>(() => loss.backward());
    }

    /// <summary>The same numbers, one after the other by columns instead of rows, or inside a larger tensor.</summary>
    private static Tensor Laid(Tensor numbers, bool isTransposed, string layout)
    {
        if (layout is "all with an offset")
        {
            var larger = zeros([numbers.shape[0] + 2, numbers.shape[1]], numbers.dtype);
            var inside = larger.narrow(0, 1, numbers.shape[0]);
            inside.copy_(numbers);
            return inside;
        }

        return isTransposed ? numbers.t().contiguous().t() : numbers.clone();
    }
}
