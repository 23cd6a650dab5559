using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class Conv1dTests
{
    [Fact]
    public void Constructor_Groups_DivideTheInputsOfTheWeight()
    {
        using var conv = new Conv1d(6, 4, kernel: 5, groups: 2);

        Assert.Equal([4, 3, 5], conv.Weight.shape);
        Assert.Equal([4], conv.Bias!.shape);
        Assert.Equal(["weight", "bias"], conv.state_dict().Keys);
        Assert.Equal((6, 4, 5, 1, 0, 1, 2), (conv.Inputs, conv.Outputs, conv.Kernel, conv.Stride, conv.Padding, conv.Dilation, conv.Groups));
    }

    [Fact]
    public void Forward_PlainWindow_IsASlidingDotProduct()
    {
        using var scope = torch.NewDisposeScope();
        using var conv = new Conv1d(1, 1, kernel: 2);
        conv.load_state_dict(new() { ["weight"] = torch.tensor(new float[,,] { { { 2, 3 } } }), ["bias"] = torch.tensor(new float[] { 100 }) });

        var y = conv.Forward(torch.tensor(new float[,,] { { { 1, 10, 5 } } }));

        Assert.Equal([132f, 135f], y.data<float>().ToArray());
    }

    [Fact]
    public void Forward_EverySetting_MatchesTorch()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(2);
        using var conv = new Conv1d(4, 6, kernel: 3, stride: 2, padding: 3, dilation: 2, groups: 2, deviation: 1);
        var x = torch.randn(2, 4, 9);

        var y = conv.Forward(x);

        var expected = torch.nn.functional.conv1d(x, conv.Weight, conv.Bias, stride: 2, padding: 3, dilation: 2, groups: 2);
        Assert.Equal([2, 6, 6], y.shape);
        Assert.True(torch.allclose(expected, y, 0, 0));
    }

    [Fact]
    public void To_ThreeDtypes_KeepsRegisteredParameters()
    {
        using var conv = new Conv1d(2, 3, kernel: 2);

        Moves.AssertFollows(conv, () => [("weight", conv.Weight), ("bias", conv.Bias!)]);
    }

    [Fact]
    public void Forward_WithoutBias_LeavesOnlyItsResult()
    {
        using var conv = new Conv1d(2, 3, kernel: 2, bias: false);
        using var x = torch.ones(1, 2, 4);

        Moves.AssertLeaves(1, () => conv.Forward(x));
        Assert.Null(conv.Bias);
    }

    [Theory]
    [InlineData(0, 4, 3, 1, 0, 1, 1, "inputs of a convolution")]
    [InlineData(4, 0, 3, 1, 0, 1, 1, "outputs of a convolution")]
    [InlineData(4, 4, 0, 1, 0, 1, 1, "kernel of a convolution")]
    [InlineData(4, 4, 3, 0, 0, 1, 1, "stride of a convolution")]
    [InlineData(4, 4, 3, 1, -1, 1, 1, "padding of a convolution")]
    [InlineData(4, 4, 3, 1, 0, 0, 1, "dilation of a convolution")]
    [InlineData(4, 4, 3, 1, 0, 1, 0, "groups of a convolution")]
    [InlineData(4, 6, 3, 1, 0, 1, 3, "groups of a convolution")]
    [InlineData(6, 4, 3, 1, 0, 1, 3, "groups of a convolution")]
    public void Constructor_SettingOutOfRange_IsRefusedByName(
        int inputs, int outputs, int kernel, int stride, int padding, int dilation, int groups, string setting)
    {
        var before = LiveTensors.Count;

        var error = Assert.Throws<InvalidSettingException>(
            () => new Conv1d(inputs, outputs, kernel, stride, padding, dilation, groups));

        Assert.Equal(setting, error.Setting);
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void Constructor_GroupsThatDoNotDivide_SayWhatWould()
    {
        var error = Assert.Throws<InvalidSettingException>(() => new Conv1d(6, 4, 3, groups: 3));

        Assert.Equal("groups of a convolution is 3: use a divisor of the outputs, 4.", error.Message);
    }
}
