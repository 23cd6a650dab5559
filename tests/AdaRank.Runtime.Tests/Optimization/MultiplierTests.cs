using AdaRank.Composition;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

/// <summary>Learning-rate and decay multipliers, by attribute and by pattern.</summary>
public sealed class MultiplierTests
{
    [Fact]
    public void Step_MultipliersOfOne_GiveTheSameBitsAsNone()
    {
        using var scope = NewDisposeScope();

        var plain = Train(_ => { }, 1, 1);
        var ones = Train(adarank => adarank.Match("*", match => match.LearningRate(1).Decay(1)), 1, 1);

        Assert.True(plain.eq(ones).all().item<bool>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_LearningRateMultiplier_IsThatLearningRate(bool byPattern)
    {
        using var scope = NewDisposeScope();

        var doubled = byPattern
            ? Train(adarank => adarank.LearningRate(0.01).Match("*", match => match.LearningRate(2)), 1, 1)
            : Train(adarank => adarank.LearningRate(0.01), 2, 1);

        Assert.True(doubled.eq(Train(adarank => adarank.LearningRate(0.02), 1, 1)).all().item<bool>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_DecayMultiplier_IsThatDecay(bool byPattern)
    {
        using var scope = NewDisposeScope();

        var half = byPattern
            ? Train(adarank => adarank.WeightDecay(0.25).Match("*", match => match.Decay(0.5)), 1, 1)
            : Train(adarank => adarank.WeightDecay(0.25), 1, 0.5);

        Assert.True(half.eq(Train(adarank => adarank.WeightDecay(0.125), 1, 1)).all().item<bool>());
    }

    [Fact]
    public void Step_PatternAndAttribute_ThePatternWins()
    {
        using var scope = NewDisposeScope();

        var pattern = Train(adarank => adarank.Match("*", match => match.LearningRate(0.5)), 3, 1);

        Assert.True(pattern.eq(Train(_ => { }, 0.5, 1)).all().item<bool>());
    }

    [Fact]
    public void Step_DifferentMultipliers_EachParameterGetsItsOwn()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel()
            .LowRank("a", ones([6, 8])).LowRank("b", ones([6, 8])).FullRank("c", ones([6])).FullRank("d", ones([6])).FullRank("e", ones([6]));
        using var optimizer = Optimizers.Create(model, adarank => adarank
            .LearningRate(0.1)
            .WeightDecay(0.5)
            .Match("?", match => match.LearningRate(1))
            .Match("b", match => match.LearningRate(0))
            .Match("d", match => match.Decay(0))
            .Match("e", match => match.Decay(4)));
        foreach (var parameter in model.ListParameters())
        {
            parameter.Value.grad = ones_like(parameter.Value) * 1e-20;
        }

        optimizer.Step();

        Assert.Equal(2, optimizer.Banks.Count);
        Assert.True(model["b"].eq(1).all().item<bool>());

        // The gradients are so small that Adam's ε swallows them: what is left is the decay, 1 - lr wd.
        Assert.Equal([0.95, 1, 0.8], new[] { "c", "d", "e" }.Select(name => Math.Round(model[name].mean().item<float>(), 6)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    public void Create_ImpossibleMultiplierInTheCatalogue_IsRefused(double factor)
    {
        using var model = new ParameterModel().LowRank("weight", ones([6, 8])).Change("weight", parameter => parameter with { LearningRate = factor });

        var problem = Assert.Throws<InvalidSettingException>(() => Optimizers.Create(model));

        Assert.StartsWith("learning rate multiplier of 'weight' is ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_ImpossibleMultiplier_IsRefused()
    {
        using var model = new ParameterModel().LowRank("weight", ones([6, 8]));

        var problem = Assert.Throws<InvalidSettingException>(
            () => Optimizers.Create(model, adarank => adarank.Match("*", match => match.LearningRate(-1))));

        Assert.Equal("learning rate multiplier is -1: use a finite number of at least 0.", problem.Message);
    }

    private static Tensor Train(Action<AdaRankBuilder> configure, double learningRate, double decay)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var model = new ParameterModel().LowRank("matrix", ones([10, 14])).FullRank("vector", ones([10]));
        foreach (var name in new[] { "matrix", "vector" })
        {
            model.Change(name, parameter => parameter with { LearningRate = learningRate, Decay = decay });
        }

        using var optimizer = Optimizers.Create(model, adarank =>
        {
            adarank.LearningRate(0.01).WeightDecay(0.125).AllGroups(group => group.Ranks(1, 4));
            configure(adarank);
        });
        for (var step = 0; step < 12; step++)
        {
            model["matrix"].grad = randn([10, 14], generator: generator);
            model["vector"].grad = randn([10], generator: generator);
            optimizer.Step();
        }

        return scope.MoveToOuter(cat([model["matrix"].detach().flatten(), model["vector"].detach()]));
    }
}
