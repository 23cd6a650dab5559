using AdaRank.Annotations;
using AdaRank.Catalogue;
using AdaRank.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers.Tests.Models;

/// <summary>What models say about training and names: at every level, the same in the catalogue and in instances.</summary>
public sealed partial class ModelTrainingTests
{
    [Fact]
    public void Catalogue_EveryLevelSaysSomething_TheMostSpecificHolds()
    {
        var byName = Outer.Catalogue.ToDictionary(entry => entry.Name);

        Assert.Equal((ParameterTreatment.LowRank, "inner", 1.0), Training(byName["plain.own.weight"]));
        Assert.Equal((ParameterTreatment.LowRank, "class", 1.0), Training(byName["plain.silent.weight"]));
        Assert.Equal((ParameterTreatment.FullRank, null, 1.0), Training(byName["plain.full.weight"]));
        Assert.Equal((ParameterTreatment.Frozen, null, 1.0), Training(byName["frozen.own.weight"]));
        Assert.Equal((ParameterTreatment.Frozen, null, 1.0), Training(byName["frozen.norm.weight"]));
        Assert.Equal((ParameterTreatment.LowRank, "outer", 3.0), Training(byName["rows.*.own.weight"]));
        Assert.Equal((ParameterTreatment.LowRank, "outer", 3.0), Training(byName["rows.*.full.weight"]));
        Assert.Equal((ParameterTreatment.FullRank, null, 3.0), Training(byName["rows.*.norm.weight"]));
        Assert.Equal((ParameterTreatment.LowRank, "default", 1.0), Training(byName["silent.mix.weight"]));
        Assert.All(Outer.Catalogue.Where(entry => entry.Name != "silent.mix.weight"), entry => Assert.Equal(0.5, entry.Decay));
        Assert.Equal(0.25, byName["silent.mix.weight"].Decay);
    }

    [Fact]
    public void ListParameters_EveryLevelSaysSomething_AgreesWithTheCatalogue()
    {
        using var model = new Outer(4);

        var listed = model.ListParameters();

        foreach (var parameter in listed)
        {
            Assert.True(Outer.Catalogue.Checkpoint.TryGetPattern(parameter.Name, out var pattern));
            var entry = Outer.Catalogue.Single(line => line.Name == pattern);
            Assert.Equal(
                (entry.Treatment, entry.Group, entry.LearningRate, entry.Decay, entry.RowAxes, entry.Stated),
                (parameter.Treatment, parameter.Group, parameter.LearningRate, parameter.Decay, parameter.RowAxes, parameter.Stated));
            Assert.Equal(parameter.Treatment != ParameterTreatment.Frozen, parameter.Value.requires_grad);
        }

        Assert.Equal(model.named_parameters().Select(pair => pair.name), listed.Select(parameter => parameter.Name));
    }

    [Fact]
    public void Create_NestedModelThatFreezesItself_IsThawedByTheModelAroundIt()
    {
        using var alone = new Icy();
        using var used = new Thawing();

        Assert.False(alone.Mix.Weight.requires_grad);
        Assert.True(used.Inner.Mix.Weight.requires_grad);
    }

    [Fact]
    public void Catalogue_ConvolutionsAndAttention_StateTheirRows()
    {
        var byName = Vision.Catalogue.ToDictionary(entry => entry.Name);

        Assert.Equal(("[8, 3, 2, 2]", 1), (byName["patches.weight"].Shape, byName["patches.weight"].RowAxes));
        Assert.Equal(("[8, 4, 3]", 2), (byName["mix.weight"].Shape, byName["mix.weight"].RowAxes));
        Assert.Equal(("[8, 8]", "attention"), (byName["attention.self.query.weight"].Shape, byName["attention.self.query.weight"].Group));
        Assert.Equal("[4, 8]", byName["attention.self.key.weight"].Shape);
        Assert.Equal("Attention.Output.Weight", byName["attention.output.dense.weight"].Member);
    }

    [Fact]
    public void Call_ConvolutionsAttentionAndFreeWeights_RunAndTrain()
    {
        using var scope = NewDisposeScope();
        using var model = new Vision();

        model.call(ones(2, 3, 4, 4)).sum().backward();

        Assert.All(model.ListParameters(), parameter => Assert.NotNull(parameter.Value.grad));
        Assert.Equal(Vision.Catalogue.Select(entry => entry.Name), model.ListParameters().Select(parameter => parameter.Name));
        Assert.Equal(
            model.state_dict().Keys.Order(StringComparer.Ordinal),
            model.ListParameters().Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void CheckpointMap_PathsOfInstances_AreTranslatedBothWays()
    {
        var map = Outer.Catalogue.Checkpoint;

        Assert.True(map.TryGetName("Rows.1.Own.Weight", out var name));
        Assert.True(map.TryGetMember("rows.0.norm.weight", out var member));
        Assert.True(map.TryGetName("Rows.*.Full.Weight", out var pattern));
        Assert.False(map.TryGetMember("rows.x.norm.weight", out _));
        Assert.False(map.TryGetName("Rows.01.Own.Weight", out _));
        Assert.Equal(("rows.1.own.weight", "Rows.0.Norm.Weight", "rows.*.full.weight"), (name, member, pattern));
    }

    [Fact]
    public void ListParameters_HandWrittenModule_HasTheTreatmentsOfItsCatalogue()
    {
        using var model = new HandWritten();

        var byName = model.ListParameters().ToDictionary(parameter => parameter.Name);

        Assert.Equal(["query.weight", "query.bias", "out.weight", "others.0.weight", "others.0.bias", "cells.0.inner.weight", "cells.1.inner.weight"], byName.Keys);
        Assert.Equal((ParameterTreatment.LowRank, "attention"), (byName["query.weight"].Treatment, byName["query.weight"].Group));
        Assert.Equal(ParameterTreatment.FullRank, byName["others.0.weight"].Treatment);
        Assert.Equal("cells", byName["cells.1.inner.weight"].Group);
        Assert.Equal(0, byName["out.weight"].Decay);
        Assert.DoesNotContain(HandWritten.Catalogue, entry => entry.Name.StartsWith("others", StringComparison.Ordinal));
    }

    [Fact]
    public void ListParameters_HandWrittenModuleWithAnotherName_SaysWhatIsMissing()
    {
        using var model = new Misnamed();

        var error = Assert.Throws<InvalidOperationException>(model.ListParameters);

        Assert.StartsWith("Misnamed has registered no parameter 'wrong.weight'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_HeadsThatDoNotDivideTheWidth_AreRefused()
    {
        var error = Assert.Throws<InvalidSettingException>(() => new Heads(heads: 3));

        Assert.Equal("number of heads is 3: use a divisor of the width, 8, or state the head width.", error.Message);
    }

    private static (ParameterTreatment Treatment, string? Group, double LearningRate) Training(ParameterEntry entry) =>
        (entry.Treatment, entry.Group, entry.LearningRate);

    [Model, LowRank("class")]
    internal sealed partial class Inner(int width)
    {
        [Linear(nameof(width), nameof(width)), LowRank("inner")] public partial Linear Own { get; }
        [Linear(nameof(width), nameof(width))] public partial Linear Silent { get; }
        [Linear(nameof(width), nameof(width)), FullRank] public partial Linear Full { get; }
        [RmsNorm(nameof(width))] public partial RmsNorm Norm { get; }

        public Tensor Forward(Tensor x) => Norm.Forward(Own.Forward(Silent.Forward(Full.Forward(x))));
    }

    [Model]
    internal sealed partial class Silent
    {
        [Linear(4, 4), Decay(0.25)] public partial Linear Mix { get; }

        public Tensor Forward(Tensor x) => Mix.Forward(x);
    }

    [Model, LowRank("default"), Decay(0.5)]
    internal sealed partial class Outer(int width)
    {
        [Child] public partial Inner Plain { get; }
        [Child, Frozen] public partial Inner Frozen { get; }
        [Repeat(2), LowRank("outer"), LearningRate(3)] public partial Repeated<Inner> Rows { get; }
        [Child] public partial Silent Silent { get; }

        public Tensor Forward(Tensor x) => Plain.call(Frozen.call(Rows[0].call(x))) + width;
    }

    [Model, Frozen]
    internal sealed partial class Icy
    {
        [Linear(4, 4)] public partial Linear Mix { get; }

        public Tensor Forward(Tensor x) => Mix.Forward(x);
    }

    [Model]
    internal sealed partial class Thawing
    {
        [Child, FullRank] public partial Icy Inner { get; }

        public Tensor Forward(Tensor x) => Inner.call(x);
    }

    [Model(Names = CheckpointNames.Bert)]
    internal sealed partial class Vision
    {
        [Conv2d(3, 8, 2, Stride = 2), LowRank("patches")] public partial Conv2d Patches { get; }
        [Conv1d(8, 8, 3, Padding = 1, Groups = 2), LowRank("mix", Output = [0, 1])] public partial Conv1d Mix { get; }
        [Attention(8, 2, KeyHeads = 1, HeadWidth = 4, Causal = true), LowRank("attention")] public partial MultiHeadAttention Attention { get; }
        [LayerNorm(8)] public partial LayerNorm AttentionNorm { get; }
        [Weight(1, 1, 8)] public partial Parameter Token { get; }
        [Dropout(0.5)] public partial Dropout Drop { get; }

        public Tensor Forward(Tensor images)
        {
            var x = Mix.Forward(Patches.Forward(images).flatten(2)).transpose(1, 2);
            return AttentionNorm.Forward(Attention.Forward(Drop.Forward(x)) * (Token + 1)).square();
        }
    }

    [Model]
    internal sealed partial class Heads(int heads)
    {
        [Attention(8, nameof(heads))] public partial MultiHeadAttention Mix { get; }

        public Tensor Forward(Tensor x) => Mix.Forward(x);
    }

    [Model(Generate = GeneratedParts.Catalogue)]
    internal sealed partial class Cell : nn.Module<Tensor, Tensor>
    {
        [LowRank("cells")] private readonly TorchSharp.Modules.Linear inner = nn.Linear(4, 4, hasBias: false);

        public Cell()
            : base("Cell") => RegisterComponents();

        public override Tensor forward(Tensor input) => inner.call(input);
    }

    [Model(Generate = GeneratedParts.Catalogue)]
    internal sealed partial class HandWritten : nn.Module<Tensor, Tensor>
    {
        [LowRank("attention")] private readonly TorchSharp.Modules.Linear query = nn.Linear(4, 4);
        [Decay(0), TorchSharp.Utils.ComponentName(Name = "out")] private readonly TorchSharp.Modules.Linear _output = nn.Linear(4, 4, hasBias: false);
        private readonly Sequential others = nn.Sequential(nn.Linear(4, 4));
        private readonly ModuleList<Cell> cells = nn.ModuleList(new Cell(), new Cell());

        public HandWritten()
            : base("HandWritten") => RegisterComponents();

        public override Tensor forward(Tensor input) => others.call(_output.call(query.call(cells[0].call(input))));
    }

    [Model(Generate = GeneratedParts.Catalogue)]
    internal sealed partial class Misnamed : nn.Module<Tensor, Tensor>
    {
        [CheckpointName("wrong")] private readonly TorchSharp.Modules.Linear right = nn.Linear(4, 4);

        public Misnamed()
            : base("Misnamed") => RegisterComponents();

        public override Tensor forward(Tensor input) => right.call(input);
    }
}
