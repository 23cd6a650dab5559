using AdaRank.Composition;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>Patterns over checkpoint names: who wins, and what is refused.</summary>
public sealed class ParameterRuleTests
{
    [Fact]
    public void Match_FullRank_WinsOverTheAttribute()
    {
        using var model = Llama();
        using var optimizer = Optimizers.Create(model, adarank => adarank.Match("*.lm_head.weight", match => match.FullRank()));

        Assert.Contains("lm_head.weight", optimizer.FullRankParameters);
        Assert.Equal(["layers.0.q.weight", "layers.1.q.weight"], optimizer.Matrices.Select(matrix => matrix.Name));
    }

    [Fact]
    public void Match_LowRank_PutsAMatrixIntoTheGroup()
    {
        using var scope = NewDisposeScope();
        using var model = Llama();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .Match("embed.weight", match => match.LowRank("tables"))
            .Group("tables", group => group.Ranks(3, 3).Rank("fixed")));
        SetGradients(model);

        optimizer.Step();

        Assert.Equal(("tables", 3), optimizer.Matrices.Where(matrix => matrix.Name == "embed.weight").Select(matrix => (matrix.Group, matrix.Rank)).Single());
    }

    [Fact]
    public void Match_LowRankOnAVector_IsRefused()
    {
        using var model = Llama();

        var problem = Assert.Throws<InvalidSettingException>(
            () => Optimizers.Create(model, adarank => adarank.Match("norm.*", match => match.LowRank("norms"))));

        Assert.Equal("shape of 'norm.weight' is '[8]': train it at full rank: only matrices can be projected.", problem.Message);
    }

    [Fact]
    public void Match_Frozen_TakesTheGradientAwayAndKeepsNoState()
    {
        using var scope = NewDisposeScope();
        using var model = Llama();
        SetGradients(model);
        var before = model["embed.weight"].detach().clone();
        using var optimizer = Optimizers.Create(model, adarank => adarank.WeightDecay(0.5).Match("embed.*", match => match.Frozen()));

        optimizer.Step();

        Assert.False(model["embed.weight"].requires_grad);
        Assert.Null(model["embed.weight"].grad);
        Assert.Equal(["embed.weight"], optimizer.FrozenParameters);
        Assert.Equal(0, optimizer.MeasureState(name => name == "embed.weight").TotalAllocated);
        Assert.True(optimizer.MeasureState().TotalAllocated > 0);
        Assert.True(model["embed.weight"].eq(before).all().item<bool>());
    }

    [Fact]
    public void Match_FullRankOnAParameterThatAnAttributeFreezes_ThawsIt()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", zeros([4, 4])).Frozen("table", ones([4, 4]));
        model["table"].requires_grad = false;
        using var optimizer = Optimizers.Create(model, adarank => adarank.LearningRate(0.1).Match("table", match => match.FullRank()));
        Assert.True(model["table"].requires_grad);
        model["table"].grad = ones([4, 4]);

        optimizer.Step();

        Assert.True(model["table"].lt(1).all().item<bool>());
        Assert.Empty(optimizer.FrozenParameters);
    }

    [Fact]
    public void Create_SettingsAreWrong_LeavesGradientsAsTheyWere()
    {
        using var scope = NewDisposeScope();
        using var model = Llama();

        Assert.Throws<InvalidSettingException>(() => Optimizers.Create(
            model, adarank => adarank.Match("embed.*", match => match.Frozen()).Match("nothing", match => match.Frozen())));

        Assert.True(model["embed.weight"].requires_grad);
    }

    [Fact]
    public void Match_NothingMatches_NamesTheNearest()
    {
        using var model = Llama();

        var problem = Assert.Throws<InvalidSettingException>(
            () => Optimizers.Create(model, adarank => adarank.Match("*.lm_hed.weight", match => match.FullRank())));

        Assert.Equal(
            "pattern is '*.lm_hed.weight': it matches no parameter of the model; the nearest names are lm_head.weight, embed.weight, layers.0.q.weight.",
            problem.Message);
    }

    [Fact]
    public void Match_SaysNothing_IsRefused()
    {
        using var model = Llama();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, adarank => adarank.Match("embed.*", _ => { })));

        Assert.Equal("pattern is 'embed.*': say what to do with the parameters that it matches.", problem.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Match_TwoPatterns_TheOneWithMoreLiteralLettersWinsInAnyOrder(bool specificFirst)
    {
        using var model = Llama();
        using var optimizer = Optimizers.Create(model, adarank =>
        {
            _ = specificFirst
                ? adarank.Match("layers.1.*", match => match.FullRank()).Match("*.q.weight", match => match.LowRank("attention"))
                : adarank.Match("*.q.weight", match => match.LowRank("attention")).Match("layers.1.*", match => match.FullRank());
            adarank.Match("layers.1.q.weigh?", match => match.Frozen());
        });

        Assert.Equal(["layers.1.q.weight"], optimizer.FrozenParameters);
        Assert.Contains(optimizer.Matrices, matrix => (matrix.Name, matrix.Group) == ("layers.0.q.weight", "attention"));
    }

    [Fact]
    public void Match_OnePatternTwice_TheLaterWordWinsAndTheOtherWordsStay()
    {
        using var scope = NewDisposeScope();
        using var model = Llama();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .LearningRate(0.1)
            .Match("embed.weight", match => match.Frozen().LearningRate(0))
            .Match("embed.weight", match => match.FullRank()));
        SetGradients(model);

        optimizer.Step();

        Assert.Contains("embed.weight", optimizer.FullRankParameters);
        Assert.True(model["embed.weight"].eq(1).all().item<bool>());
    }

    [Fact]
    public void Match_EquallySpecificAndContradicting_IsRefusedWithBothNames()
    {
        using var model = Llama();

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(
            model, adarank => adarank.Match("layers.0.*", match => match.FullRank()).Match("*.q.weight", match => match.Frozen())));

        Assert.Equal(
            "treatment of 'layers.0.q.weight' is full-rank by 'layers.0.*' and frozen by '*.q.weight': "
            + "make one of the patterns more specific: both have 9 letters that stand for themselves.",
            problem.Message);
    }

    [Fact]
    public void Match_EquallySpecificAndOfOneMind_IsFine()
    {
        using var model = Llama();
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .Match("layers.0.*?", match => match.Frozen())
            .Match("layers.0.*", match => match.Frozen())
            .Match("layers.?.q*", match => match.Decay(0)));

        Assert.Equal(["layers.0.q.weight"], optimizer.FrozenParameters);
    }

    [Fact]
    public void Create_SeveralThingsWrongWithTheModel_AreAllReported()
    {
        using var model = Llama();

        var problem = Assert.Throws<InvalidCompositionException>(() => Optimizers.Create(model, adarank => adarank
            .Match("nothing", match => match.Frozen())
            .Match("norm.weight", match => match.LowRank("norms"))
            .Group("mpl", group => group.FullRank())));

        Assert.Equal(3, problem.Problems.Count);
        Assert.StartsWith("3 settings of AdaRank are wrong:\n- pattern is 'nothing': ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("\n- shape of 'norm.weight' is '[8]'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("\n- group is 'mpl': configure one that the model has: attention, norms.", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Match_EmptyPattern_IsRefused(string pattern)
    {
        using var model = Llama();

        Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model, adarank => adarank.Match(pattern, match => match.Frozen())));
    }

    private static ParameterModel Llama() => new ParameterModel()
        .FullRank("embed.weight", ones([12, 8]))
        .LowRank("layers.0.q.weight", ones([8, 8]), "attention")
        .LowRank("layers.1.q.weight", ones([8, 8]), "attention")
        .FullRank("norm.weight", ones([8]))
        .LowRank("lm_head.weight", ones([12, 8]), "attention");

    private static void SetGradients(ParameterModel model)
    {
        foreach (var parameter in model.ListParameters())
        {
            parameter.Value.grad = randn(parameter.Value.shape);
        }
    }
}
