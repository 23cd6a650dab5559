using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class Conv2dTests
{
    [Fact]
    public void Constructor_KernelOfTwoSizes_IsHeightThenWidth()
    {
        using var conv = new Conv2d(3, 8, kernelHeight: 4, kernelWidth: 5, bias: false);

        Assert.Equal([8, 3, 4, 5], conv.Weight.shape);
        Assert.Equal(["weight"], conv.state_dict().Keys);
        Assert.Equal((4, 5), (conv.KernelHeight, conv.KernelWidth));
    }

    [Fact]
    public void Forward_Patches_AreWindowsTimesTheWeightAsAMatrix()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        using var conv = new Conv2d(3, 8, 2, 2, stride: 2, deviation: 1);
        var x = torch.randn(1, 3, 4, 6);

        var y = conv.Forward(x);

        var windows = torch.nn.functional.unfold(x, (2, 2), null, null, (2, 2));
        var expected = conv.Weight.flatten(1).matmul(windows) + conv.Bias!.unsqueeze(-1);
        Assert.Equal([1, 8, 2, 3], y.shape);
        Assert.True(torch.allclose(expected, y.flatten(2), 1e-5, 1e-5));
    }

    [Fact]
    public void Forward_EverySetting_MatchesTorch()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(4);
        using var conv = new Conv2d(4, 6, 3, 2, stride: 2, padding: 1, dilation: 2, groups: 2, deviation: 1);
        var x = torch.randn(2, 4, 9, 8);

        var y = conv.Forward(x);

        var expected = torch.nn.functional.conv2d(x, conv.Weight, conv.Bias, [2, 2], [1, 1], [2, 2], 2);
        Assert.True(torch.allclose(expected, y, 0, 0));
    }

    [Fact]
    public void To_ThreeDtypes_KeepsRegisteredParameters()
    {
        using var conv = new Conv2d(2, 3, 2, 2);

        Moves.AssertFollows(conv, () => [("weight", conv.Weight), ("bias", conv.Bias!)]);
    }

    [Fact]
    public void Forward_OutsideScopes_LeavesOnlyItsResult()
    {
        using var conv = new Conv2d(2, 3, 2, 2);
        using var x = torch.ones(1, 2, 4, 4);

        Moves.AssertLeaves(1, () => conv.Forward(x));
    }

    [Theory]
    [InlineData(0, 3, "kernel height of a convolution")]
    [InlineData(3, 0, "kernel width of a convolution")]
    public void Constructor_EmptyKernel_IsRefusedByName(int height, int width, string setting)
    {
        var error = Assert.Throws<InvalidSettingException>(() => new Conv2d(1, 1, height, width));

        Assert.Equal(setting, error.Setting);
    }
}
