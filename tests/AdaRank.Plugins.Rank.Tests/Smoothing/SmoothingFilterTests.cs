using System.Reflection;
using AdaRank.Plugins.Rank.Smoothing;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Tests.Smoothing;

public sealed class SmoothingFilterTests
{
    [Theory]
    [InlineData(40, 60, 45)] // a quarter of the way
    [InlineData(40, 20, 35)]
    [InlineData(40, 50, 43)] // 2.5 units: away from the rank in use
    [InlineData(40, 30, 37)]
    [InlineData(40, 49, 42)] // 2.25 units
    [InlineData(40, 41, 41)] // at least one unit
    [InlineData(40, 39, 39)]
    [InlineData(40, 40, 40)]
    [InlineData(0, 60, 60)] // before the first refresh
    public void Filter_ShareOfAQuarter_GoesThatFar(int current, int proposed, int expected) =>
        Assert.Equal(expected, Filter(0.25, new RankBounds(1, 100), current, proposed));

    [Theory]
    [InlineData(90, 20, 50)] // half way is 55, which is not allowed
    [InlineData(2, 20, 11)]
    [InlineData(2, 11, 10)] // half way is 7
    public void Filter_RankInUseOutsideTheBounds_EndsWithinThem(int current, int proposed, int expected) =>
        Assert.Equal(expected, Filter(0.5, new RankBounds(10, 50), current, proposed));

    [Theory]
    [InlineData(0.5, 7)]
    [InlineData(0.01, 63)]
    [InlineData(1, 1)]
    public void Filter_ProposalThatStays_IsReached(double share, int refreshes)
    {
        var (rising, falling) = (1, 64);
        for (var refresh = 0; refresh < refreshes; refresh++)
        {
            rising = Filter(share, new RankBounds(1, 64), rising, 64);
            falling = Filter(share, new RankBounds(1, 64), falling, 1);
        }

        Assert.Equal((64, 1), (rising, falling));
    }

    [Fact]
    public void Filter_DefaultOptions_GoHalfWay() => Assert.Equal(
        30,
        new SmoothingFilter(new SmoothingOptions()).Filter(
            new RankObservation { Energies = [], TotalEnergy = 1, Bounds = new RankBounds(1, 100), CurrentRank = 20 }, 40));

    [Fact]
    public void Order_BehindHysteresis_IsAskedFor() =>
        Assert.Equal(["hysteresis"], typeof(SmoothingFilter).GetCustomAttribute<PluginAttribute>()!.After);

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Constructor_ShareOutOfRange_IsRefused(double share)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new SmoothingFilter(new SmoothingOptions { Share = share }));

        Assert.StartsWith("share of the way is ", problem.Message, StringComparison.Ordinal);
    }

    private static int Filter(double share, RankBounds bounds, int current, int proposed) =>
        new SmoothingFilter(new SmoothingOptions { Share = share }).Filter(
            new RankObservation { Energies = [], TotalEnergy = 1, Bounds = bounds, CurrentRank = current }, proposed);
}
