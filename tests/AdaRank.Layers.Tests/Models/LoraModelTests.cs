using AdaRank.Annotations;
using AdaRank.Catalogue;
using AdaRank.Composition;
using AdaRank.Layers.Lora;
using AdaRank.Optimization;
using Microsoft.Extensions.DependencyInjection;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Layers.Tests.Models;

public sealed partial class LoraModelTests
{
    [Fact]
    public void Attach_BeforeTraining_ComputesWhatTheModelDid()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        var x = randn([5, 6]);
        var before = model.call(x);

        var adapted = LoraModel.Attach(model, new LoraOptions { Rank = 2 });

        Assert.Equal(["first", "second"], adapted.AdaptedLayers);
        Assert.True(model.call(x).eq(before).all().item<bool>());
    }

    [Fact]
    public void ListParameters_AfterAttach_FreezesAllButTheAdapters()
    {
        using var model = new TwoLayers();

        var adapted = LoraModel.Attach(model, new LoraOptions { Rank = 2 }, name => name == "first", name => name == "second.bias");

        Assert.Equal(
            [
                ("first.weight", ParameterTreatment.Frozen),
                ("second.weight", ParameterTreatment.Frozen),
                ("second.bias", ParameterTreatment.FullRank),
                ("first.lora_A.weight", ParameterTreatment.FullRank),
                ("first.lora_B.weight", ParameterTreatment.FullRank),
            ],
            adapted.ListParameters().Select(parameter => (parameter.Name, parameter.Treatment)));
        Assert.Equal([2L, 6], adapted.ListParameters()[3].Value.shape);
        Assert.Equal([8L, 2], adapted.ListParameters()[4].Value.shape);
    }

    [Fact]
    public void Step_OfAnOptimizer_ChangesTheModelByTheAdaptersAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        var adapted = LoraModel.Attach(model, new LoraOptions { Rank = 2, Alpha = 6 });
        var weight = model.First.Weight.detach().clone();
        using var provider = new ServiceCollection()
            .AddAdaRank(adarank => adarank.UseProfile(Profiles.AdamW).LearningRate(0.05)).BuildServiceProvider();
        using var optimizer = provider.GetRequiredService<OptimizerFactory>().Create(adapted);
        var (x, y) = (randn([32, 6]), randn([32, 4]));
        List<float> losses = [];

        for (var step = 0; step < 40; step++)
        {
            using var inner = NewDisposeScope();
            var loss = (model.call(x) - y).square().mean();
            optimizer.ZeroGradients();
            loss.backward();
            optimizer.Step();
            losses.Add(loss.item<float>());
        }

        Assert.True(losses[^1] < 0.9 * losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");
        Assert.True(model.First.Weight.eq(weight).all().item<bool>());
        Assert.False(model.First.Weight.requires_grad);

        // Two moments of r (inputs + outputs) elements a layer.
        Assert.Equal(4 * 2 * ((2 * (6 + 8)) + (2 * (8 + 4))), optimizer.MeasureState().FullRank);

        // The layer is x Wᵀ + (α / r) x Aᵀ Bᵀ.
        var (a, b) = (adapted.ListParameters()[3].Value, adapted.ListParameters()[4].Value);
        var expected = x.mm(weight.t()) + (x.mm(a.t()).mm(b.t()) * 3);
        Assert.True(model.First.call(x).allclose(expected, rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Merge_TrainedAdapters_LeavesAPlainModelThatComputesTheSame()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        var adapted = LoraModel.Attach(model, new LoraOptions { Rank = 2 });
        using (no_grad())
        {
            foreach (var parameter in adapted.ListParameters().Where(parameter => parameter.Name.Contains("lora_B", StringComparison.Ordinal)))
            {
                parameter.Value.normal_();
            }
        }

        var x = randn([5, 6]);
        var before = model.call(x);

        adapted.Merge();

        Assert.True(model.call(x).allclose(before, rtol: 1e-4, atol: 1e-5));
        Assert.Equal(["first.weight", "second.weight", "second.bias"], model.named_parameters().Select(parameter => parameter.name).Order(StringComparer.Ordinal).OrderBy(name => name.Contains("bias", StringComparison.Ordinal)));
        Assert.Equal(3, adapted.ListParameters().Count);
    }

    [Fact]
    public void Detach_TrainedAdapters_GivesTheOldModelBackAndAttachesAgain()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        var x = randn([5, 6]);
        var before = model.call(x);
        var adapted = LoraModel.Attach(model, new LoraOptions());
        using (no_grad())
        {
            adapted.ListParameters()[^1].Value.fill_(1);
        }

        adapted.Detach();

        Assert.True(model.call(x).eq(before).all().item<bool>());
        Assert.Equal(["first", "second"], LoraModel.Attach(model, new LoraOptions()).AdaptedLayers);
    }

    [Fact]
    public void To_Double_ConvertsTheAdaptersToo()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        var adapted = LoraModel.Attach(model, new LoraOptions());

        model.to(ScalarType.Float64);

        Assert.All(adapted.ListParameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.Value.dtype));
        Assert.Equal(ScalarType.Float64, model.call(randn([5, 6], ScalarType.Float64)).dtype);
    }

    [Fact]
    public void Forward_WithAdapter_LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        using var model = new TwoLayers();
        _ = LoraModel.Attach(model, new LoraOptions());
        using var noGradients = no_grad();
        var x = randn([5, 6]);
        var before = LiveTensors.Count;

        model.call(x).Dispose();

        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void Attach_WrongRequest_NamesIt()
    {
        using var model = new TwoLayers();

        Refuses("rank of a LoRA adapter is 0", () => LoraModel.Attach(model, new LoraOptions { Rank = 0 }));
        Refuses("alpha of a LoRA adapter is -1", () => LoraModel.Attach(model, new LoraOptions { Alpha = -1 }));
        Refuses("layers to adapt is 'none': choose linear layers of the model, for example first, second", () => LoraModel.Attach(model, new LoraOptions(), _ => false));
        LoraModel.Attach(model, new LoraOptions(), name => name == "second");
        Refuses("layer to adapt is 'second'", () => LoraModel.Attach(model, new LoraOptions()));

        // Nothing of a refused request is there.
        Assert.DoesNotContain(model.named_parameters(), parameter => parameter.name.StartsWith("first.lora", StringComparison.Ordinal));

        static void Refuses(string message, Action request) =>
            Assert.StartsWith(message, Assert.Throws<InvalidSettingException>(request).Message, StringComparison.Ordinal);
    }

    [Model]
    internal sealed partial class TwoLayers
    {
        [Linear(6, 8), LowRank("all")] public partial Linear First { get; }

        [Linear(8, 4, Bias = true), LowRank("all")] public partial Linear Second { get; }

        public Tensor Forward(Tensor x) => Second.Forward(First.Forward(x).tanh());
    }
}
