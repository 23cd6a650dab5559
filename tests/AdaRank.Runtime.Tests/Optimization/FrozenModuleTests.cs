using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>Frozen parameters of a real module.</summary>
public sealed class FrozenModuleTests
{
    [Fact]
    public void Backward_FrozenByPattern_MakesNoGradientOfIt()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        using var optimizer = Optimizers.Create(model, adarank => adarank.UseProfile(Profiles.AdamW).Match("first.*", match => match.Frozen()));

        model.Forward(ones(3, 4)).sum().backward();
        optimizer.Step();

        Assert.Null(model.First.weight.grad);
        Assert.NotNull(model.Second.weight.grad);
        Assert.Equal(["first.weight"], optimizer.FrozenParameters);
    }

    [Fact]
    public void Step_ModuleMovedInPlace_StaysFrozen()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        using var optimizer = Optimizers.Create(model, adarank => adarank.UseProfile(Profiles.AdamW).Match("first.*", match => match.Frozen()));

        model.First.to(ScalarType.Float64);

        Assert.False(model.First.weight.requires_grad);
    }

    private sealed class TwoLayers : IModel, IDisposable
    {
        public Linear First { get; } = nn.Linear(4, 4, hasBias: false);

        public Linear Second { get; } = nn.Linear(4, 2, hasBias: false);

        public IReadOnlyList<ModelParameter> ListParameters() =>
        [
            new("first.weight", First.weight!, ParameterTreatment.FullRank),
            new("second.weight", Second.weight!, ParameterTreatment.FullRank),
        ];

        public Tensor Forward(Tensor x) => Second.forward(First.forward(x).tanh());

        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
        }
    }
}
