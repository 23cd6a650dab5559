using AdaRank.Annotations;
using AdaRank.Catalogue;
using AdaRank.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers.Tests.Models;

/// <summary>Models that derive from each other, that are generic, and that have optional parts.</summary>
public sealed partial class ModelFamilyTests
{
    [Fact]
    public void StateDict_DerivedModel_HasThePartsOfItsBaseFirst()
    {
        using var model = new Deep(new TextOptions());

        string[] expected = ["model.embed_tokens.weight", "self_attn.q_proj.weight", "mlp.up_proj.weight", "self_attn.o_proj.weight"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), model.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(expected, model.ListParameters().Select(parameter => parameter.Name));
        Assert.Equal(expected, Deep.Catalogue.Select(entry => entry.Name));
        Assert.Equal(expected[..2], Text.Catalogue.Select(entry => entry.Name));
    }

    [Fact]
    public void Call_DerivedModel_RunsItsForwardWithATiedWeightOfTheBase()
    {
        using var scope = NewDisposeScope();
        using var model = new Deep(new TextOptions());

        var logits = model.call(zeros(1, 3, dtype: int64));
        logits.sum().backward();

        Assert.Equal([1, 3, 8], logits.shape);
        Assert.Same(model.TokenEmbedding.Weight, model.Head.Weight);
        Assert.NotNull(model.TokenEmbedding.Weight.grad);
        Assert.Equal("Deep", model.GetName());
    }

    [Fact]
    public void Catalogue_ByTheInterface_IsThatOfTheDerivedClass()
    {
        Assert.Same(Deep.Catalogue, CatalogueOf<Deep>());
        Assert.NotSame(Text.Catalogue, CatalogueOf<Deep>());
    }

    [Fact]
    public void Create_GenericStack_BuildsItsBlocksWithoutReflection()
    {
        using var scope = NewDisposeScope();
        using var model = new Stack<Block>(new StackOptions { Depth = 3 });

        var y = model.call(ones(2, 4));

        Assert.Equal([2, 4], y.shape);
        Assert.Equal(3, model.Blocks.Count);
        Assert.Equal(["blocks.0.mix.weight", "blocks.1.mix.weight", "blocks.2.mix.weight"], model.state_dict().Keys);
        Assert.Equal("blocks.*.mix.weight", Assert.Single(Stack<Block>.Catalogue).Name);
    }

    [Fact]
    public void Create_GenericOverOptionsAndDimensions_TakesTheirNumbers()
    {
        using var byOptions = new Perceptron<Widths>(new Widths(Width: 3, Hidden: 5));
        using var byDimensions = new Fixed<Tiny>();

        Assert.Equal([5, 3], byOptions.Up.Weight.shape);
        Assert.Equal([2], byDimensions.Norm.Weight.shape);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Create_OptionalParts_AreThereWhenTheirFlagSaysSo(bool isThere)
    {
        using var model = new Optional(new OptionalOptions { HasParts = isThere });

        var names = model.ListParameters().Select(parameter => parameter.Name).ToList();

        Assert.Equal(isThere, model.Pooler is not null);
        Assert.Equal(isThere, model.Scale is not null);
        Assert.Equal(!isThere, model.Fallback is not null);
        Assert.Equal(
            names.Order(StringComparer.Ordinal), model.named_parameters().Select(pair => pair.name).Order(StringComparer.Ordinal));
        Assert.Equal(
            isThere ? ["pooler.weight", "pooler.bias", "blocks.0.mix.weight", "scale"] : new[] { "fallback.weight" }, names);
    }

    [Fact]
    public void Catalogue_OptionalParts_StatesTheirConditions()
    {
        var byName = Optional.Catalogue.ToDictionary(entry => entry.Name);

        Assert.Equal("HasParts", byName["pooler.weight"].Condition);
        Assert.Equal("HasParts & HasBias", byName["pooler.bias"].Condition);
        Assert.Equal("!HasParts", byName["fallback.weight"].Condition);
        Assert.Equal("HasParts", byName["blocks.*.mix.weight"].Condition);
    }

    [Fact]
    public void Move_OptionalAndFreeParts_StayInUse()
    {
        using var scope = NewDisposeScope();
        using var model = new Optional(new OptionalOptions { HasParts = true });

        model.to(float64);
        var y = model.call(ones(2, 4, float64));
        y.sum().backward();

        Assert.Equal(float64, y.dtype);
        Assert.Equal(float64, model.Scale!.dtype);
        Assert.Equal(float64, model.Mean.dtype);
        Assert.NotNull(model.Scale.grad);
        Assert.Same(model.Scale, model.ListParameters().Single(parameter => parameter.Name == "scale").Value);
    }

    [Fact]
    public void SaveAndLoad_WeightsAndBuffers_ComeBack()
    {
        using var scope = NewDisposeScope();
        using var saved = new Optional(new OptionalOptions { HasParts = true });
        using var loaded = new Optional(new OptionalOptions { HasParts = true });
        using (no_grad())
        {
            saved.Mean.fill_(7);
        }

        loaded.load_state_dict(saved.state_dict());

        Assert.Contains("mean", saved.state_dict().Keys);
        Assert.DoesNotContain("mask", saved.state_dict().Keys);
        Assert.Equal(7, loaded.Mean.sum().item<float>() / 4);
        Assert.True(loaded.Scale!.allclose(saved.Scale!));
        Assert.Equal(new BufferEntry("mean", "[4]") { Member = "Mean" }, Assert.Single(Optional.Catalogue.Buffers));
    }

    private static ParameterCatalogue CatalogueOf<TModel>()
        where TModel : ICataloguedModel => TModel.Catalogue;

    internal sealed class TextOptions
    {
        public int Vocabulary { get; set; } = 8;

        public int Width { get; set; } = 4;
    }

    [Model(Names = CheckpointNames.Llama)]
    internal abstract partial class Text(TextOptions options)
    {
        [Embedding(nameof(options.Vocabulary), nameof(options.Width))] public partial Embedding TokenEmbedding { get; }
        [Linear(nameof(options.Width), nameof(options.Width))] public partial Linear Query { get; }

        public abstract Tensor Forward(Tensor tokens);
    }

    [Model(Names = CheckpointNames.Llama)]
    internal sealed partial class Deep(TextOptions options) : Text(options)
    {
        [Linear(nameof(options.Width), nameof(options.Width))] public partial Linear Up { get; }
        [Linear(nameof(options.Width), nameof(options.Width))] public partial Linear Output { get; }
        [Linear(nameof(options.Width), nameof(options.Vocabulary)), TiedTo(nameof(TokenEmbedding))] public partial Linear Head { get; }

        public override Tensor Forward(Tensor tokens) =>
            Head.Forward(Output.Forward(Up.Forward(Query.Forward(TokenEmbedding.Forward(tokens)))));
    }

    internal sealed class StackOptions
    {
        public int Width { get; set; } = 4;

        public int Depth { get; set; } = 2;
    }

    [Model]
    internal sealed partial class Block(StackOptions options)
    {
        [Linear(nameof(options.Width), nameof(options.Width))] public partial Linear Mix { get; }

        public Tensor Forward(Tensor x) => Mix.Forward(x);
    }

    [Model]
    internal sealed partial class Stack<TBlock>(StackOptions options)
        where TBlock : nn.Module<Tensor, Tensor>, IModelFactory<TBlock, StackOptions>
    {
        [Repeat(nameof(options.Depth))] public partial Repeated<TBlock> Blocks { get; }

        public Tensor Forward(Tensor x) => Blocks.Aggregate(x, (value, block) => block.call(value));
    }

    internal interface IWidths
    {
        int Width { get; }

        int Hidden { get; }
    }

    internal sealed record Widths(int Width, int Hidden) : IWidths;

    [Model]
    internal sealed partial class Perceptron<TOptions>(TOptions options)
        where TOptions : IWidths
    {
        [Linear(nameof(options.Width), nameof(options.Hidden))] public partial Linear Up { get; }

        public Tensor Forward(Tensor x) => Up.Forward(x);
    }

    internal interface IDimensions
    {
        static abstract int Width { get; }
    }

    internal sealed class Tiny : IDimensions
    {
        public static int Width => 2;
    }

    [Model]
    internal sealed partial class Fixed<TDimensions>
        where TDimensions : IDimensions
    {
        [RmsNorm(nameof(IDimensions.Width))] public partial RmsNorm Norm { get; }

        public Tensor Forward(Tensor x) => Norm.Forward(x);
    }

    internal sealed class OptionalOptions
    {
        public bool HasParts { get; set; }

        public bool HasBias { get; set; } = true;
    }

    [Model]
    internal sealed partial class Optional(OptionalOptions options)
    {
        [Linear(4, 4, BiasFrom = nameof(options.HasBias)), When(nameof(options.HasParts))] public partial Linear? Pooler { get; }
        [Repeat(1), When(nameof(options.HasParts))] public partial Repeated<Default>? Blocks { get; }
        [RmsNorm(4), When(nameof(options.HasParts), Is = false)] public partial RmsNorm? Fallback { get; }
        [Weight(4, Initializer = Initial.Ones), When(nameof(options.HasParts))] public partial Parameter? Scale { get; }
        [Buffer(4)] public partial Tensor Mean { get; }
        [Buffer(4, 4, Persistent = false)] public partial Tensor Mask { get; }

        public Tensor Forward(Tensor x)
        {
            x = Pooler is null ? Fallback!.Forward(x) : Blocks![0].call(Pooler.Forward(x));
            return Scale is null ? x : (x * Scale) + Mean + Mask.sum();
        }
    }

    [Model]
    internal sealed partial class Default
    {
        [Linear(4, 4)] public partial Linear Mix { get; }

        public Tensor Forward(Tensor x) => Mix.Forward(x);
    }
}
