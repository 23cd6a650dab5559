using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class EmbeddingTests
{
    [Fact]
    public void Forward_Indices_PicksRows()
    {
        using var scope = torch.NewDisposeScope();
        using var embedding = new Embedding(3, 2);
        embedding.load_state_dict(new() { ["weight"] = torch.tensor(new float[,] { { 0, 1 }, { 2, 3 }, { 4, 5 } }) });

        var vectors = embedding.Forward(torch.tensor(new long[,] { { 2, 0 }, { 1, 2 } }));

        Assert.Equal([2, 2, 2], vectors.shape);
        Assert.Equal([4f, 5f, 0f, 1f, 2f, 3f, 4f, 5f], vectors.data<float>().ToArray());
    }

    [Fact]
    public void Backward_RepeatedIndex_AddsUpItsGradient()
    {
        using var scope = torch.NewDisposeScope();
        using var embedding = new Embedding(3, 1);

        embedding.Forward(torch.tensor(new long[] { 2, 0, 2 })).sum().backward();

        Assert.Equal([1f, 0f, 2f], embedding.Weight.grad!.data<float>().ToArray());
    }

    [Theory]
    [InlineData(0, 1, "count of an embedding")]
    [InlineData(1, 0, "width of an embedding")]
    public void Constructor_SettingOutOfRange_IsRefusedByName(int count, int width, string setting)
    {
        var error = Assert.Throws<InvalidSettingException>(() => new Embedding(count, width));

        Assert.Equal(setting, error.Setting);
    }
}
