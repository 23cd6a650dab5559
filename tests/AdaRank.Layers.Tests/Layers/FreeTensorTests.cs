using AdaRank.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers.Tests.Layers;

/// <summary>Weights and buffers that stand in a model by themselves, in models as the generator writes them.</summary>
public sealed class FreeTensorTests
{
    private static readonly string[] AllNames =
        ["scale", "Shift", "gate", "tables.positions", "running_mean", "steps", "inner.scale"];

    [Fact]
    public void StateDict_FreeTensors_StandUnderTheirOwnNames()
    {
        using var model = new Whole(hasGate: true);

        Assert.Equal(AllNames.Order(), model.state_dict().Keys.Order());
        Assert.Equal(["scale", "Shift", "gate", "inner.scale", "tables.positions"], model.named_parameters().Select(pair => pair.name));
    }

    [Fact]
    public void StateDict_ComponentThatIsSwitchedOff_IsAbsent()
    {
        using var model = new Whole(hasGate: false);

        model.to(float64);

        Assert.Null(model.Gate);
        Assert.DoesNotContain("gate", model.state_dict().Keys);
    }

    [Fact]
    public void To_ThreeDtypes_KeepsRegisteredParameters()
    {
        using var model = new Whole(hasGate: true);

        Moves.AssertFollows(
            model,
            () =>
            [
                ("scale", model.Scale), ("Shift", model.Shift), ("gate", model.Gate!), ("tables.positions", model.Positions),
                ("inner.scale", model.Inner.Scale),
            ]);
    }

    [Fact]
    public void To_ThreeDtypes_ConvertsFloatingBuffersOnly()
    {
        using var model = new Whole(hasGate: true);
        var values = model.Values();

        foreach (var dtype in new[] { float32, float64, bfloat16 })
        {
            model.to(dtype);

            Assert.Equal(dtype, model.RunningMean.dtype);
            Assert.Same(model.get_buffer("running_mean"), model.RunningMean);
            Assert.Equal(int64, model.steps.dtype);
            Assert.Same(model.get_buffer("steps"), model.steps);
            Assert.Equal(dtype, model.Mask.dtype);
            Assert.Equal(values, model.Values());
        }
    }

    [Fact]
    public void To_AnotherDevice_MovesEverythingOnce()
    {
        using var model = new Whole(hasGate: true);
        var before = LiveTensors.Count;

        model.to(META);
        Tensor[] moved = [.. model.parameters(), model.RunningMean, model.steps, model.Mask];
        model.to(META);

        Assert.All(moved, tensor => Assert.Equal(DeviceType.META, tensor.device_type));
        Assert.All(
            moved.Zip([.. model.parameters(), model.RunningMean, model.steps, model.Mask]), pair => Assert.Same(pair.First, pair.Second));
        Assert.Equal(int64, model.steps.dtype);
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void To_AnotherDeviceAndDtype_MovesAndConverts()
    {
        using var model = new Whole(hasGate: true);

        model.to(META, float64);

        Assert.Equal((DeviceType.META, float64), (model.Scale.device_type, model.Scale.dtype));
        Assert.Equal((DeviceType.META, float64), (model.Inner.Scale.device_type, model.Inner.Scale.dtype));
        Assert.Equal((DeviceType.META, float64), (model.Mask.device_type, model.Mask.dtype));
        Assert.Equal((DeviceType.META, int64), (model.steps.device_type, model.steps.dtype));
    }

    [Fact]
    public void To_GradientThere_GoesAlong()
    {
        using var scope = NewDisposeScope();
        using var model = new Whole(hasGate: false);
        (model.Scale * 3).sum().backward();

        model.to(float64);

        Assert.Equal([3.0, 3.0], model.Scale.grad!.data<double>().ToArray());
    }

    [Fact]
    public void To_FrozenParameter_StaysFrozen()
    {
        using var model = new Whole(hasGate: false);
        model.Scale.requires_grad = false;

        model.to(float64);

        Assert.False(model.Scale.requires_grad);
    }

    [Fact]
    public void To_WhatItIsAlready_ReplacesNothing()
    {
        using var model = new Whole(hasGate: false);
        var (scale, mean, mask) = (model.Scale, model.RunningMean, model.Mask);

        model.to(CPU, float32);

        Assert.Same(scale, model.Scale);
        Assert.Same(mean, model.RunningMean);
        Assert.Same(mask, model.Mask);
    }

    [Fact]
    public void To_InsideDisposeScope_OutlivesIt()
    {
        using var model = new Whole(hasGate: true);
        using (NewDisposeScope())
        {
            model.to(float64);
        }

        Assert.All([.. model.parameters(), model.RunningMean, model.Mask], tensor => Assert.False(tensor.IsInvalid));
    }

    [Fact]
    public void LoadStateDict_FreeTensors_TakeTheValues()
    {
        using var scope = NewDisposeScope();
        using var source = new Whole(hasGate: true);
        using var target = new Whole(hasGate: true);
        foreach (var (_, tensor) in source.state_dict())
        {
            using var _ = no_grad();
            tensor.add_(1);
        }

        target.load_state_dict(source.state_dict());

        Assert.Equal(source.Values(), target.Values());
        Assert.Equal([2f, 2f], target.Scale.data<float>().ToArray());
    }

    [Fact]
    public void RunningMean_ChangedInPlace_IsWhatIsSaved()
    {
        using var scope = NewDisposeScope();
        using var model = new Whole(hasGate: false);

        model.RunningMean.add_(5);

        Assert.Equal([5f, 5f, 5f], model.state_dict()["running_mean"].data<float>().ToArray());
    }

    [Fact]
    public void Dispose_MovedModel_FreesEverything()
    {
        var before = LiveTensors.Count;
        var model = new Whole(hasGate: true);
        model.to(float64);
        Tensor[] tensors = [.. model.parameters(), model.RunningMean, model.steps, model.Mask];

        model.Dispose();

        Assert.All(tensors, tensor => Assert.True(tensor.IsInvalid));
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void Constructor_InsideDisposeScope_OutlivesIt()
    {
        Whole model;
        using (NewDisposeScope())
        {
            model = new Whole(hasGate: true);
        }

        using (model)
        {
            Assert.All([.. model.parameters(), model.RunningMean, model.Mask], tensor => Assert.False(tensor.IsInvalid));
        }
    }

    [Fact]
    public void DerivedModel_RegistersItsBasesComponentsFirst()
    {
        using var model = new Derived();

        Moves.AssertFollows(model, () => [("scale", model.Scale), ("offset", model.Offset)]);

        Assert.Equal(["scale", "offset"], model.named_parameters().Select(pair => pair.name));
        Assert.Equal("Derived", model.GetName());
    }

    [Fact]
    public void Register_Twice_IsRefused()
    {
        using var group = new ComponentGroup("group");
        var weight = new FreeWeight(Initializer.Ones, 2);
        var buffer = new FreeBuffer(Initializer.Ones, isPersistent: false, 2);
        weight.Register(group, "first");
        buffer.Register(group, "second");

        Assert.Equal(
            "This parameter is 'first' of 'group' already.",
            Assert.Throws<InvalidOperationException>(() => weight.Register(group, "again")).Message);
        Assert.Equal(
            "This buffer is 'second' of 'group' already.",
            Assert.Throws<InvalidOperationException>(() => buffer.Register(group, "again")).Message);
    }

    [Fact]
    public void Register_NameThatIsTaken_LeavesTheWeightAsItWas()
    {
        using var group = new ComponentGroup("group");
        new FreeWeight(Initializer.Ones, 2).Register(group, "name");
        var other = new FreeWeight(Initializer.Zeros, 2);
        using var parameter = other.Weight;

        Assert.Throws<InvalidOperationException>(() => other.Register(group, "name"));

        Assert.Same(parameter, other.Weight);
    }

    [Fact]
    public void Borrow_FreeWeight_TiesALinearLayerToIt()
    {
        using var scope = NewDisposeScope();
        using var group = new ComponentGroup("group");
        var table = new FreeWeight(Initializer.Normal(1), 5, 2);
        table.Register(group, "table");
        using var head = new Linear(2, 5, borrowsWeight: true);
        head.Borrow(table);

        group.to(float64);

        Assert.Same(table.Weight, head.Weight);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-3L)]
    public void Constructor_EmptyDimension_IsRefused(long dimension)
    {
        var before = LiveTensors.Count;

        var error = Assert.Throws<InvalidSettingException>(() => new FreeWeight(Initializer.Ones, 2, dimension));

        Assert.Equal($"shape of a weight is '[2, {dimension}]': use dimensions of 1 or more.", error.Message);
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void Constructor_NoDimensions_MakesANumber()
    {
        using var weight = new FreeWeight(Initializer.Constant(0.5)).Weight;

        Assert.Empty(weight.shape);
        Assert.Equal(0.5f, weight.item<float>());
    }

    /// <summary>A model with every kind of free tensor, one of them called exactly as its property.</summary>
    private sealed class Whole(bool hasGate) : Model<Tensor, Tensor>
    {
        private readonly FreeWeight _scale = new(Initializer.Ones, 2);
        private readonly FreeWeight _shift = new(Initializer.Zeros, 2);
        private readonly FreeWeight? _gate = hasGate ? new(Initializer.Ones, 2) : null;
        private readonly FreeWeight _positions = new(Initializer.Normal(1), 4, 2);
        private readonly FreeBuffer _runningMean = new(Initializer.Zeros, isPersistent: true, 3);
        private readonly FreeBuffer _steps = new(() => arange(4, int64), isPersistent: true);
        private readonly FreeBuffer _mask = new(() => ones(3, 3).tril(), isPersistent: false);

        public Parameter Scale => _scale.Weight;

        public Parameter Shift => _shift.Weight;

        public Parameter? Gate => _gate?.Weight;

        public Parameter Positions => _positions.Weight;

        public Tensor RunningMean => _runningMean.Value;

#pragma warning disable IDE1006, CA1707 // Named as in the checkpoint, which is the case to be tested.
        public Tensor steps => _steps.Value;
#pragma warning restore IDE1006, CA1707

        public Tensor Mask => _mask.Value;

        public Part Inner { get; } = new();

        public override IReadOnlyList<ModelParameter> ListParameters() => [];

        public override Tensor forward(Tensor input) => input;

        /// <summary>Every element but the random ones, which bf16 would round.</summary>
        public double[] Values()
        {
            using var scope = NewDisposeScope();
            Tensor[] all = [Scale, Shift, RunningMean, steps, Mask, Inner.Scale];
            return [.. all.SelectMany(tensor => tensor.detach().to(float64).flatten().data<double>().ToArray())];
        }

        protected override void RegisterParts()
        {
            _scale.Register(this, "scale");
            _shift.Register(this, "Shift");
            _gate?.Register(this, "gate");
            var tables = new ComponentGroup("tables");
            register_module("inner", Inner);
            register_module("tables", tables);
            _positions.Register(tables, "positions");
            _runningMean.Register(this, "running_mean");
            _steps.Register(this, "steps");
            _mask.Register(this, "mask");
        }
    }

    private class Part : Model<Tensor, Tensor>
    {
        private readonly FreeWeight _scale = new(Initializer.Ones, 2);

        public Parameter Scale => _scale.Weight;

        public override IReadOnlyList<ModelParameter> ListParameters() => [];

        public override Tensor forward(Tensor input) => input;

        protected override void RegisterParts() => _scale.Register(this, "scale");
    }

    private sealed class Derived : Part
    {
        private readonly FreeWeight _offset = new(Initializer.Zeros, 2);

        public Parameter Offset => _offset.Weight;

        protected override void RegisterParts()
        {
            base.RegisterParts();
            _offset.Register(this, "offset");
        }
    }
}
