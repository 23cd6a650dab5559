using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class AttentionTests
{
    [Fact]
    public void Causal_FewerKeyHeads_ServesConsecutiveHeadsByOneKey()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(6);
        var query = torch.randn(1, 4, 3, 2, dtype: torch.float64);
        var key = torch.randn(1, 2, 3, 2, dtype: torch.float64);
        var value = torch.randn(1, 2, 3, 2, dtype: torch.float64);

        var mixed = Attention.Causal(query, key, value);

        Assert.Equal([1, 3, 8], mixed.shape);
        for (var head = 0; head < 4; head++)
        {
            var scores = (query[0, head].matmul(key[0, head / 2].t()) / Math.Sqrt(2))
                .masked_fill(torch.ones(3, 3, torch.@bool).triu(1), double.NegativeInfinity);
            var expected = scores.softmax(-1).matmul(value[0, head / 2]);
            Assert.True(torch.allclose(expected, mixed[0].narrow(1, 2 * head, 2), 1e-12, 1e-12));
        }
    }

    [Fact]
    public void SplitHeads_WidthThatHeadsDoNotDivide_IsRefused()
    {
        using var scope = torch.NewDisposeScope();

        Assert.Throws<InvalidSettingException>(() => Attention.SplitHeads(torch.ones(1, 2, 7), 2));
    }

    [Fact]
    public void Causal_HeadsThatKeyHeadsDoNotDivide_AreRefused()
    {
        using var scope = torch.NewDisposeScope();

        Assert.Throws<InvalidSettingException>(
            () => Attention.Causal(torch.ones(1, 3, 2, 2), torch.ones(1, 2, 2, 2), torch.ones(1, 2, 2, 2)));
    }
}
