using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class LayerNormTests
{
    [Fact]
    public void Forward_Double_MatchesTheFormula()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        using var norm = new LayerNorm(6, epsilon: 0.1);
        norm.to(torch.float64);
        norm.load_state_dict(new() { ["weight"] = torch.randn(6, torch.float64), ["bias"] = torch.randn(6, torch.float64) });
        var x = torch.randn(3, 2, 6, torch.float64);

        var y = norm.Forward(x);

        var centred = x - x.mean([-1], keepdim: true);
        var expected = (centred / (centred.square().mean([-1], keepdim: true) + 0.1).sqrt() * norm.Weight) + norm.Bias!;
        Assert.True(torch.allclose(expected, y, 1e-12, 1e-12));
    }

    [Fact]
    public void Forward_WithoutBias_HasOneParameter()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = new LayerNorm(4, bias: false);

        var y = norm.Forward(torch.tensor(new float[] { 1, 2, 3, 4 }));

        Assert.Null(norm.Bias);
        Assert.Equal(["weight"], norm.state_dict().Keys);
        Assert.Equal(0, y.sum().item<float>(), 1e-5);
    }

    [Fact]
    public void To_ThreeDtypes_KeepsRegisteredParameters()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = new LayerNorm(4);

        Moves.AssertFollows(norm, () => [("weight", norm.Weight), ("bias", norm.Bias!)]);

        Assert.Equal(torch.bfloat16, norm.Forward(torch.ones(2, 4, torch.bfloat16)).dtype);
    }

    [Fact]
    public void Forward_OutsideScopes_LeavesOnlyItsResult()
    {
        using var norm = new LayerNorm(4);
        using var x = torch.ones(2, 4);

        Moves.AssertLeaves(1, () => norm.Forward(x));
    }

    [Theory]
    [InlineData(0, 1e-5, "width of a norm")]
    [InlineData(4, -1.0, "epsilon of a norm")]
    [InlineData(4, double.NaN, "epsilon of a norm")]
    public void Constructor_SettingOutOfRange_IsRefusedByName(int width, double epsilon, string setting)
    {
        var before = LiveTensors.Count;

        var error = Assert.Throws<InvalidSettingException>(() => new LayerNorm(width, epsilon: epsilon));

        Assert.Equal(setting, error.Setting);
        Assert.Equal(before, LiveTensors.Count);
    }
}
