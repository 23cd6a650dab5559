using System.Reflection;
using AdaRank.Plugins.Rank.Multiple;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Tests.Multiple;

public sealed class MultipleFilterTests
{
    [Theory]
    [InlineData(8, 1, 8)]
    [InlineData(8, 8, 8)]
    [InlineData(8, 9, 16)]
    [InlineData(8, 24, 24)]
    [InlineData(8, 25, 30)] // 32 is above the highest
    [InlineData(8, 30, 30)]
    [InlineData(1, 17, 17)]
    [InlineData(7, 15, 21)]
    [InlineData(int.MaxValue, 2, 30)]
    public void Filter_AnyProposal_IsRoundedUpToAMultipleOrTheHighest(int of, int proposed, int expected) =>
        Assert.Equal(expected, Filter(new MultipleOptions { Of = of }, new RankBounds(1, 30), proposed));

    [Fact]
    public void Filter_LargestRanksThereAre_DoNotOverflow() => Assert.Equal(
        int.MaxValue, Filter(new MultipleOptions { Of = 1000 }, new RankBounds(1, int.MaxValue), int.MaxValue - 1));

    [Fact]
    public void Filter_DefaultOptions_RoundToEights() => Assert.Equal(16, Filter(new MultipleOptions(), new RankBounds(1, 30), 9));

    [Fact]
    public void Order_BehindTheOtherFilters_IsAskedFor() =>
        Assert.Equal(["hysteresis", "smoothing"], typeof(MultipleFilter).GetCustomAttribute<PluginAttribute>()!.After);

    [Fact]
    public void Constructor_MultipleOfZero_IsRefused()
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new MultipleFilter(new MultipleOptions { Of = 0 }));

        Assert.StartsWith("multiple of ranks is 0", problem.Message, StringComparison.Ordinal);
    }

    private static int Filter(MultipleOptions options, RankBounds bounds, int proposed) => new MultipleFilter(options).Filter(
        new RankObservation { Energies = [], TotalEnergy = 1, Bounds = bounds, CurrentRank = 3 }, proposed);
}
