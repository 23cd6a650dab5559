using Pretrain.Data;

namespace Pretrain.Tests.Data;

public sealed class BatchSourceTests
{
    private const int Context = 8;

    private static readonly IReadOnlyList<byte[]> Texts =
        [[.. Enumerable.Range(0, 100).Select(value => (byte)value)], [1, 2, 3], [.. Enumerable.Range(100, 50).Select(value => (byte)value)]];

    [Fact]
    public void Place_SameSeedAndStep_IsTheSameWhateverWasDrawnBefore()
    {
        var first = new BatchSource(Texts, 16, Context, seed: 5);
        var second = new BatchSource(Texts, 16, Context, seed: 5);

        _ = first.Place(1);

        Assert.Equal(second.Place(7), first.Place(7));
    }

    [Fact]
    public void Place_OtherSeedOrStep_Differs()
    {
        var places = new BatchSource(Texts, 16, Context, seed: 5).Place(1);

        Assert.NotEqual(places, new BatchSource(Texts, 16, Context, seed: 5).Place(2));
        Assert.NotEqual(places, new BatchSource(Texts, 16, Context, seed: 6).Place(1));
    }

    [Fact]
    public void Place_ManyDraws_ReachEveryPositionAndNoOther()
    {
        var source = new BatchSource(Texts, 64, Context, seed: 1);

        var places = Enumerable.Range(1, 100).SelectMany(source.Place).ToHashSet();

        Assert.All(places, place => Assert.InRange(place.Offset, 0, place.Text.Length - Context - 1));
        Assert.Equal((100 - Context) + (50 - Context), places.Count);
    }

    [Fact]
    public void Draw_Targets_AreTheBytesThatFollow()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();

        var (inputs, targets) = new BatchSource([Texts[0]], 4, Context, seed: 1).Draw(1);

        Assert.Equal([4, Context], inputs.shape);
        Assert.Equal(inputs.data<long>().ToArray().Select(value => value + 1), targets.data<long>().ToArray());
    }

    [Fact]
    public void Choose_FewerThanThereAre_SpreadsThemWithoutOverlap()
    {
        var windows = ValidationWindows.Choose([Texts[0]], Context, count: 4);

        Assert.Equal([0, 24, 48, 72], windows.Select(window => window.Offset));
    }

    [Fact]
    public void Choose_MoreThanThereAre_TakesAll()
    {
        var windows = ValidationWindows.Choose(Texts, Context, count: 1000);

        Assert.Equal((99 / Context) + (49 / Context), windows.Count);
        Assert.All(windows, window => Assert.True(window.Offset + Context < window.Text.Length));
    }
}
