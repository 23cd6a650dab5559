using TorchSharp;

namespace AdaRank.Layers.Tests.Layers;

public sealed class MultiHeadAttentionTests
{
    private const int Width = 6;
    private const int Heads = 4;
    private const int KeyHeads = 2;
    private const int HeadWidth = 2;
    private const int Batch = 2;
    private const int Time = 5;

    /// <summary>Sums of a few dozen products of numbers of order 1, in fp64.</summary>
    private const double Tolerance = 1e-12;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_NoMask_MatchesSoftmaxHeadByHead(bool isCausal)
    {
        using var scope = torch.NewDisposeScope();
        using var attention = New(isCausal);
        var x = torch.randn(Batch, Time, Width, torch.float64);

        var y = attention.Forward(x);

        AssertClose(Reference(attention, x, isCausal ? Past() : torch.ones(Time, Time, torch.@bool)), y);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_BooleanMask_HidesPositionsBesidesTheFuture(bool isCausal)
    {
        using var scope = torch.NewDisposeScope();
        using var attention = New(isCausal);
        var x = torch.randn(Batch, Time, Width, torch.float64);
        var mask = torch.ones(Time, Time, torch.@bool);
        mask[3, 1] = false;
        mask[4, 0] = false;

        var y = attention.Forward(x, mask: mask);

        AssertClose(Reference(attention, x, isCausal ? mask & Past() : mask), y);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_AddedMask_ShiftsScores(bool isCausal)
    {
        using var scope = torch.NewDisposeScope();
        using var attention = New(isCausal);
        var x = torch.randn(Batch, Time, Width, torch.float64);
        var bias = torch.randn(Batch, 1, Time, Time, torch.float64);

        var y = attention.Forward(x, mask: bias);

        AssertClose(Reference(attention, x, isCausal ? Past() : torch.ones(Time, Time, torch.@bool), bias: bias), y);
    }

    [Fact]
    public void Forward_Rotary_TurnsQueriesAndKeysOnly()
    {
        using var scope = torch.NewDisposeScope();
        using var attention = New(isCausal: true);
        using var rotary = new RotaryCache(HeadWidth, Time);
        var x = torch.randn(Batch, Time, Width, torch.float64);

        var y = attention.Forward(x, rotary);

        AssertClose(Reference(attention, x, Past(), rotary), y);
        Assert.False(torch.allclose(attention.Forward(x), y));
    }

    [Fact]
    public void Forward_Dropout_OnlyInTraining()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(11);
        using var attention = new MultiHeadAttention(Width, Heads, Heads, HeadWidth, dropout: 0.5, deviation: 1);
        using var twin = new MultiHeadAttention(Width, Heads, Heads, HeadWidth, deviation: 1);
        twin.load_state_dict(attention.state_dict());
        var x = torch.randn(Batch, Time, Width);

        Assert.False(torch.allclose(twin.Forward(x), attention.Forward(x)));
        attention.eval();
        Assert.True(torch.allclose(twin.Forward(x), attention.Forward(x), 0, 0));
    }

    [Fact]
    public void Forward_Backward_ReachesEveryProjection()
    {
        using var scope = torch.NewDisposeScope();
        using var attention = New(isCausal: true, bias: true);

        attention.Forward(torch.randn(Batch, Time, Width, torch.float64)).square().sum().backward();

        Assert.Equal(8, attention.parameters().Count());
        Assert.All(attention.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void StateDict_NamesOfThreeFamilies_AreThoseOfTheirCheckpoints()
    {
        Assert.Equal(["query.weight", "key.weight", "value.weight", "output.weight"], Keys(null));
        Assert.Equal(["q_proj.weight", "k_proj.weight", "v_proj.weight", "o_proj.weight"], Keys(AttentionNames.Llama));
        Assert.Equal(["self.query.weight", "self.key.weight", "self.value.weight", "output.dense.weight"], Keys(AttentionNames.Bert));
    }

    [Fact]
    public void Shapes_FewerKeyHeads_AreRowsFirst()
    {
        using var attention = new MultiHeadAttention(Width, Heads, KeyHeads, headWidth: 3, bias: true);

        Assert.Equal([12, Width], attention.Query.Weight.shape);
        Assert.Equal([6, Width], attention.Key.Weight.shape);
        Assert.Equal([6, Width], attention.Value.Weight.shape);
        Assert.Equal([Width, 12], attention.Output.Weight.shape);
        Assert.Equal([12], attention.Query.Bias!.shape);
    }

    [Fact]
    public void To_ThreeDtypes_KeepsRegisteredParameters()
    {
        using var attention = new MultiHeadAttention(Width, Heads, KeyHeads, HeadWidth, names: AttentionNames.Bert);

        Moves.AssertFollows(
            attention, () => [("self.query.weight", attention.Query.Weight), ("output.dense.weight", attention.Output.Weight)]);
    }

    [Fact]
    public void Forward_EveryFeature_LeavesOnlyItsResult()
    {
        using var attention = new MultiHeadAttention(Width, Heads, KeyHeads, HeadWidth, isCausal: true, dropout: 0.1);
        using var rotary = new RotaryCache(HeadWidth, Time);
        using var x = torch.randn(Batch, Time, Width);
        using var mask = torch.ones(Time, Time, torch.@bool);

        Moves.AssertLeaves(1, () => attention.Forward(x, rotary, mask));
    }

    [Theory]
    [InlineData(0, 4, 2, 2, 0.0, "width of an attention layer")]
    [InlineData(6, 0, 2, 2, 0.0, "number of heads")]
    [InlineData(6, 4, 3, 2, 0.0, "number of key heads")]
    [InlineData(6, 4, 0, 2, 0.0, "number of key heads")]
    [InlineData(6, 4, 2, 0, 0.0, "head width")]
    [InlineData(6, 4, 2, 2, 1.0, "dropout of an attention layer")]
    public void Constructor_SettingOutOfRange_IsRefusedByName(
        int width, int heads, int keyHeads, int headWidth, double dropout, string setting)
    {
        var before = LiveTensors.Count;

        var error = Assert.Throws<InvalidSettingException>(
            () => new MultiHeadAttention(width, heads, keyHeads, headWidth, dropout: dropout));

        Assert.Equal(setting, error.Setting);
        Assert.Equal(before, LiveTensors.Count);
    }

    [Theory]
    [InlineData("a", "a", "c", "d", "use one that neither equals nor contains 'a'")]
    [InlineData("a", "a.b", "c", "d", "use one that neither equals nor contains 'a'")]
    [InlineData("a..b", "b", "c", "d", "use steps that are not empty, with dots between them")]
    [InlineData("", "b", "c", "d", "use steps that are not empty, with dots between them")]
    public void Constructor_NamesThatCollide_AreRefused(string query, string key, string value, string output, string remedy)
    {
        var error = Assert.Throws<InvalidSettingException>(
            () => new MultiHeadAttention(Width, Heads, Heads, HeadWidth, names: new(query, key, value, output)));

        Assert.Equal("name of a projection", error.Setting);
        Assert.Equal(remedy, error.Remedy);
    }

    [Fact]
    public void Constructor_NamesThatShareAStep_AreFine() => Assert.Equal(
        ["qkv.q.weight", "qkv.qk.weight", "qkv.v.weight", "o.weight"], Keys(new("qkv.q", "qkv.qk", "qkv.v", "o")));

    private static MultiHeadAttention New(bool isCausal, bool bias = false)
    {
        torch.manual_seed(10);
        var attention = new MultiHeadAttention(Width, Heads, KeyHeads, HeadWidth, bias, isCausal, deviation: 0.7);
        attention.to(torch.float64);
        return attention;
    }

    private static IEnumerable<string> Keys(AttentionNames? names)
    {
        using var attention = new MultiHeadAttention(Width, Heads, KeyHeads, HeadWidth, names: names);
        return [.. attention.state_dict().Keys];
    }

    private static torch.Tensor Past() => torch.ones(Time, Time, torch.@bool).tril();

    /// <summary>Attention as it is written in books: one head after the other, key head by head / (heads / key heads).</summary>
    private static torch.Tensor Reference(
        MultiHeadAttention attention, torch.Tensor x, torch.Tensor visible, RotaryCache? rotary = null, torch.Tensor? bias = null)
    {
        var mixed = new List<torch.Tensor>();
        for (var head = 0; head < Heads; head++)
        {
            var keyHead = head / (Heads / KeyHeads);
            var query = Head(attention.Query, x, head, rotary);
            var key = Head(attention.Key, x, keyHead, rotary);
            var value = Head(attention.Value, x, keyHead, null);
            var scores = query.matmul(key.transpose(1, 2)) / Math.Sqrt(HeadWidth);
            scores = bias is null ? scores : scores + bias.squeeze(1);
            mixed.Add(scores.masked_fill(visible.logical_not(), double.NegativeInfinity).softmax(-1).matmul(value));
        }

        return torch.cat(mixed, -1).matmul(attention.Output.Weight.t());
    }

    private static torch.Tensor Head(Linear projection, torch.Tensor x, int head, RotaryCache? rotary)
    {
        var values = x.matmul(projection.Weight.narrow(0, head * HeadWidth, HeadWidth).t());
        return rotary is null ? values : rotary.Rotate(values.unsqueeze(1)).squeeze(1);
    }

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual) =>
        Assert.True(torch.allclose(expected, actual, 0, Tolerance), $"differs by {(expected - actual).abs().max().item<double>()}");
}
