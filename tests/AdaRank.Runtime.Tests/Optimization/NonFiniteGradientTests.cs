using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization;

public sealed class NonFiniteGradientTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Step_OneBadEntry_SkipsThatParameterAndNoOther(float bad)
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel()
            .LowRank("sick", ones([6, 8]))
            .LowRank("sound", ones([6, 8]))
            .FullRank("sick.bias", ones([6]))
            .FullRank("sound.bias", ones([6]));
        using var optimizer = Optimizers.Create(model, builder => builder.LearningRate(0.1).AllGroups(group => group.Ranks(1, 4)));
        SetGradients(model, 1);
        optimizer.Step();
        var before = model.ListParameters().ToDictionary(parameter => parameter.Name, parameter => parameter.Value.detach().clone());
        var momentsBefore = optimizer.Banks[0].Matrices[0].State[0].Open().clone();

        SetGradients(model, 1);
        model["sick"].grad![2, 3] = bad;
        model["sick.bias"].grad![1] = bad;
        var summary = optimizer.Step();

        Assert.Equal(2, summary.Skipped);
        Assert.True(model["sick"].eq(before["sick"]).all().item<bool>());
        Assert.True(model["sick.bias"].eq(before["sick.bias"]).all().item<bool>());
        Assert.False(model["sound"].eq(before["sound"]).all().item<bool>());
        Assert.False(model["sound.bias"].eq(before["sound.bias"]).all().item<bool>());
        Assert.True(optimizer.Banks[0].Matrices[0].State[0].Open().eq(momentsBefore).all().item<bool>());
        Assert.Equal((1, 1), (optimizer.Matrices[0].Step, optimizer.Matrices[0].Skips));
    }

    [Fact]
    public void Step_NoGradientAtAll_LeavesTheParameterAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new ParameterModel().LowRank("weight", ones([6, 8])).FullRank("bias", ones([6]));
        using var optimizer = Optimizers.Create(model, builder => builder.WeightDecay(0.1));

        var summary = optimizer.Step();

        Assert.Equal(0, summary.Skipped);
        Assert.True(model["weight"].eq(1).all().item<bool>());
        Assert.True(model["bias"].eq(1).all().item<bool>());
    }

    private static void SetGradients(ParameterModel model, ulong seed)
    {
        using var generator = new Generator(seed);
        foreach (var parameter in model.ListParameters())
        {
            parameter.Value.grad = randn(parameter.Value.shape, generator: generator);
        }
    }
}
