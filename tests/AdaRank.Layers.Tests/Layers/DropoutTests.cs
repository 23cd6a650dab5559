using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class DropoutTests
{
    [Fact]
    public void Forward_Training_DropsSomeAndScalesTheRest()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(7);
        using var dropout = new Dropout(0.25);

        var values = dropout.Forward(torch.ones(40000)).data<float>().ToArray();

        Assert.Equal([0f, 1 / 0.75f], values.Distinct().Order());
        Assert.Equal(0.25, values.Count(value => value == 0) / 40000.0, 4 * Math.Sqrt(0.25 * 0.75 / 40000));
    }

    [Fact]
    public void Forward_Evaluation_IsAnotherHandleToTheSameElements()
    {
        using var dropout = new Dropout(0.5);
        using var x = torch.randn(5);
        dropout.eval();

        using (var y = dropout.Forward(x))
        {
            Assert.NotSame(x, y);
            Assert.True(torch.allclose(x, y, 0, 0));
        }

        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void Forward_TrainingAgain_DropsAgain()
    {
        using var scope = torch.NewDisposeScope();
        using var dropout = new Dropout(0.5);
        dropout.eval();

        dropout.train();

        Assert.Contains(0f, dropout.Forward(torch.ones(200)).data<float>().ToArray());
    }

    [Fact]
    public void Forward_NothingToDrop_KeepsEverything()
    {
        using var scope = torch.NewDisposeScope();
        using var dropout = new Dropout(0);

        Assert.Equal(200, dropout.Forward(torch.ones(200)).sum().item<float>());
        Assert.Empty(dropout.state_dict());
    }

    [Fact]
    public void Forward_EitherMode_LeavesOnlyItsResult()
    {
        using var dropout = new Dropout(0.5);
        using var x = torch.ones(3);

        Moves.AssertLeaves(1, () => dropout.Forward(x));
        dropout.eval();
        Moves.AssertLeaves(1, () => dropout.Forward(x));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void Constructor_NoProbabilityBelow1_IsRefused(double probability)
    {
        var error = Assert.Throws<InvalidSettingException>(() => new Dropout(probability));

        Assert.Equal("probability of dropout", error.Setting);
    }
}
