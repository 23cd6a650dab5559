using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class LinearTests
{
    [Fact]
    public void Constructor_Defaults_DrawSmallWeightsAndNoBias()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(5);
        using var linear = new Linear(200, 300);

        Assert.Equal([300, 200], linear.Weight.shape);
        Assert.Null(linear.Bias);
        Assert.True(linear.Weight.requires_grad);
        Assert.Equal(0.02, linear.Weight.std().item<float>(), 0.02 * 4 / Math.Sqrt(2 * 60000));
        Assert.Equal(["weight"], linear.state_dict().Keys);
    }

    [Fact]
    public void Forward_WithBias_MultipliesByTheTransposedWeight()
    {
        using var scope = torch.NewDisposeScope();
        using var linear = new Linear(2, 3, bias: true);
        linear.load_state_dict(new()
        {
            ["weight"] = torch.tensor(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }),
            ["bias"] = torch.tensor(new float[] { 10, 20, 30 }),
        });

        var y = linear.Forward(torch.tensor(new float[,] { { 1, -1 } }));

        Assert.Equal([9f, 19f, 29f], y.data<float>().ToArray());
    }

    [Fact]
    public void To_Double_ReplacesWeightAndBias()
    {
        using var scope = torch.NewDisposeScope();
        using var linear = new Linear(2, 3, bias: true);

        linear.to(torch.float64);

        Assert.Same(linear.get_parameter("weight"), linear.Weight);
        Assert.Same(linear.get_parameter("bias"), linear.Bias);
        Assert.Equal(torch.ScalarType.Float64, linear.Forward(torch.ones(1, 2, torch.float64)).dtype);
    }

    [Fact]
    public void Borrow_Embedding_SharesItsWeightAcrossMoves()
    {
        using var scope = torch.NewDisposeScope();
        using var owner = new Embedding(5, 2);
        using var linear = new Linear(2, 5, borrowsWeight: true);
        linear.Borrow(owner);

        owner.to(torch.float64);

        Assert.Same(owner.Weight, linear.Weight);
        Assert.Empty(linear.parameters());
        Assert.Equal([1, 5], linear.Forward(torch.ones(1, 2, torch.float64)).shape);
    }

    [Fact]
    public void Borrow_WeightOfAnotherShape_IsRefused()
    {
        using var owner = new Embedding(5, 2);
        using var linear = new Linear(2, 4, borrowsWeight: true);

        var error = Assert.Throws<InvalidSettingException>(() => linear.Borrow(owner));

        Assert.Equal("shape of a tied weight is '[5, 2]': tie it to a weight [4, 2].", error.Message);
    }

    [Fact]
    public void Weight_BorrowedFromNobody_SaysWhatToDo()
    {
        using var linear = new Linear(2, 4, borrowsWeight: true);

        var error = Assert.Throws<InvalidOperationException>(() => linear.Weight);

        Assert.Contains("call Borrow", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 0.02, "inputs of a linear layer")]
    [InlineData(1, 0, 0.02, "outputs of a linear layer")]
    [InlineData(1, 1, -0.1, "initial deviation of a linear layer")]
    public void Constructor_SettingOutOfRange_IsRefusedByName(int inputs, int outputs, double deviation, string setting)
    {
        var error = Assert.Throws<InvalidSettingException>(() => new Linear(inputs, outputs, deviation: deviation));

        Assert.Equal(setting, error.Setting);
    }
}
