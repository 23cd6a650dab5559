using AdaRank.Annotations;
using AdaRank.Catalogue;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Layers.Tests.Models;

/// <summary>What generated code does at run time, beyond what a LLaMA needs.</summary>
public sealed partial class GeneratedModelTests
{
    [Fact]
    public void Forward_ResultIsTheArgument_LeavesItAlive()
    {
        using var scope = NewDisposeScope();
        using var model = new Identity();
        var x = ones(2);

        var y = model.call(x);

        Assert.Same(x, y);
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void Forward_TupleResult_KeepsItsTensorsAndNothingElse()
    {
        using var model = new Pair(width: 3);
        using var x = ones(1, 3);
        var before = LiveTensors.Count;

        var (first, second) = model.call(x);

        Assert.Equal(before + 2, LiveTensors.Count);
        using (first)
        using (second)
        {
            Assert.Equal([1, 3], first.shape);
            Assert.Equal([1, 3], second.shape);
        }
    }

    [Fact]
    public void Create_ValuesFromAMethod_AreThoseOfTheMethod()
    {
        using var scope = NewDisposeScope();
        using var model = new Computed(length: 3, width: 2, shared: null);

        Assert.Equal([0L, 1, 2], model.Steps.data<long>().ToArray());
        Assert.Equal([0f, 0, 1, 1, 2, 2], model.Table.data<float>().ToArray());
        Assert.Equal([0f, 0, 1, 1, 2, 2], model.Learned.data<float>().ToArray());
        Assert.Equal((int64, float32, float32), (model.Steps.dtype, model.Table.dtype, model.Learned.dtype));
        Assert.Equal((false, true), (model.Table.requires_grad, model.Learned.requires_grad));
        Assert.Equal(["learned", "table"], model.state_dict().Keys.Order());
        Assert.True(model.Table.is_contiguous());
    }

    [Fact]
    public void Create_ValuesFromAMethod_FreesWhatTheMethodMadeOnTheWay()
    {
        var before = LiveTensors.Count;
        var model = new Computed(length: 3, width: 2, shared: null);

        Assert.Equal(before + 3, LiveTensors.Count);

        model.Dispose();
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void Create_MethodReturnsATensorThatItKeeps_LeavesItAlive()
    {
        using var shared = ones(3, 2, requires_grad: true);

        new Computed(length: 3, width: 2, shared).Dispose();

        Assert.False(shared.IsInvalid);
        Assert.True(shared.requires_grad);
    }

    [Fact]
    public void Create_MethodReturnsAnotherShape_IsRefused()
    {
        using var shared = ones(2, 3);

        var error = Assert.Throws<InvalidSettingException>(() => new Computed(length: 3, width: 2, shared));

        Assert.Equal("shape of buffer 'Table' is '[2, 3]': let its method return [3, 2], as its attribute says.", error.Message);
    }

    [Fact]
    public void Create_MethodOfAWeightReturnsANumber_IsRefused()
    {
        var error = Assert.Throws<InvalidSettingException>(() => new FreeWeight("Token", () => tensor(1.5), 1));

        Assert.Equal("shape of weight 'Token' is '[]': let its method return [1], as its attribute says.", error.Message);
    }

    [Fact]
    public void Call_FrozenComponent_GetsNoGradientEvenAfterAMove()
    {
        using var scope = NewDisposeScope();
        using var model = new Pair(width: 3);
        model.to(float64);

        model.call(ones(1, 3, float64)).Second.sum().backward();

        Assert.All(model.Fixed.parameters(), parameter => Assert.Null(parameter.grad));
        Assert.False(model.Fixed.Weight.requires_grad);
        Assert.False(model.Fixed.Bias!.requires_grad);
        Assert.NotNull(model.Trained.Weight.grad);
        Assert.All(
            model.ListParameters().Where(parameter => parameter.Name.StartsWith("fixed.", StringComparison.Ordinal)),
            parameter => Assert.Equal(ParameterTreatment.Frozen, parameter.Treatment));
    }

    [Fact]
    public void ListParameters_LowRankLayerWithBias_TrainsTheBiasInFull()
    {
        using var model = new Pair(width: 3);

        var byName = model.ListParameters().ToDictionary(parameter => parameter.Name);

        Assert.Equal((ParameterTreatment.LowRank, "all"), (byName["trained.weight"].Treatment, byName["trained.weight"].Group));
        Assert.Equal((ParameterTreatment.FullRank, null), (byName["trained.bias"].Treatment, byName["trained.bias"].Group));
    }

    [Fact]
    public void StateDict_ChildAndDottedNames_AreNested()
    {
        using var model = new Parent(3);

        string[] expected = ["left.inner.trained.weight", "left.inner.trained.bias", "left.inner.fixed.weight", "left.inner.fixed.bias", "left.norm.weight"];
        Assert.Equal(expected, model.state_dict().Keys);
        Assert.Equal(expected, model.ListParameters().Select(parameter => parameter.Name));
        Assert.Equal(expected, Parent.Catalogue.Select(entry => entry.Name));
        Assert.Equal("Parent", model.GetName());
    }

    [Fact]
    public void TrainAndEval_Model_ReachEveryComponent()
    {
        using var model = new Parent(3);

        model.eval();

        Assert.All(model.modules(), module => Assert.False(module.training));
    }

    [Fact]
    public void Dispose_Model_FreesEveryParameter()
    {
        var model = new Parent(3);
        var parameters = model.parameters().ToList();

        model.Dispose();

        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    [Model]
    internal sealed partial class Identity
    {
        [RmsNorm(2)] public partial RmsNorm Unused { get; }

        public Tensor Forward(Tensor x) => Unused is null ? x + 1 : x;
    }

    [Model]
    internal sealed partial class Computed(int length, int width, Tensor? shared)
    {
        [Buffer(nameof(length), From = nameof(Count), Persistent = false)] public partial Tensor Steps { get; }
        [Buffer(nameof(length), nameof(width), From = nameof(Repeat))] public partial Tensor Table { get; }
        [Weight(nameof(length), nameof(width), From = nameof(InDoublePrecision)), FullRank] public partial TorchSharp.Modules.Parameter Learned { get; }

        public Tensor Forward(Tensor x) => x + (Table * Learned) + Steps.sum();

        private static Tensor Count(int length) => arange(length, int64);

        private static Tensor Repeat(int width, int length, Tensor? shared) =>
            shared ?? Count(length).to(float32).unsqueeze(1).expand(length, width);

        private static Tensor InDoublePrecision(int length, int width) => Repeat(width, length, null).to(float64);
    }

    [Model]
    internal sealed partial class Pair(int width)
    {
        [Linear(nameof(width), nameof(width), Bias = true), LowRank("all")] public partial Linear Trained { get; }
        [Linear(nameof(width), nameof(width), Bias = true), Frozen] public partial Linear Fixed { get; }

        public (Tensor First, Tensor Second) Forward(Tensor x)
        {
            var first = Trained.Forward(x + 1);
            return (first, Fixed.Forward(first * 2));
        }
    }

    [Model]
    internal sealed partial class Parent(int width)
    {
        [Child, CheckpointName("left.inner")] public partial Pair Inner { get; }
        [RmsNorm(nameof(width)), CheckpointName("left.norm")] public partial RmsNorm Norm { get; }

        public Tensor Forward(Tensor x) => Norm.Forward(Inner.call(x).Second);
    }
}
