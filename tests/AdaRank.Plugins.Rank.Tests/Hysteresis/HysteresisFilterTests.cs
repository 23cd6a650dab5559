using AdaRank.Plugins.Rank.Hysteresis;
using AdaRank.Rank;

namespace AdaRank.Plugins.Rank.Tests.Hysteresis;

public sealed class HysteresisFilterTests
{
    [Theory]
    [InlineData(40, 40, 40)]
    [InlineData(40, 50, 40)] // a quarter away
    [InlineData(40, 51, 51)]
    [InlineData(40, 30, 40)]
    [InlineData(40, 29, 29)]
    [InlineData(8, 11, 8)] // the absolute margin is the larger one
    [InlineData(8, 12, 12)]
    [InlineData(8, 5, 8)]
    [InlineData(8, 4, 4)]
    [InlineData(0, 3, 3)] // before the first refresh
    public void Filter_MarginsOfAQuarterAndOfThree_KeepsTheRankInUseWithinTheLarger(int current, int proposed, int expected) =>
        Assert.Equal(expected, Filter(new HysteresisOptions { RelativeMargin = 0.25, AbsoluteMargin = 3 }, new RankBounds(1, 100), current, proposed));

    [Theory]
    [InlineData(20, 18, 18)] // 20 is above the bounds
    [InlineData(3, 4, 4)] // 3 is below them
    [InlineData(18, 17, 18)]
    [InlineData(4, 5, 4)]
    public void Filter_RankInUseOutsideTheBounds_IsNotKept(int current, int proposed, int expected) =>
        Assert.Equal(expected, Filter(new HysteresisOptions { AbsoluteMargin = 5 }, new RankBounds(4, 18), current, proposed));

    [Theory]
    [InlineData(50, 55, 50)]
    [InlineData(50, 56, 56)]
    [InlineData(2, 3, 2)]
    [InlineData(2, 4, 4)]
    public void Filter_DefaultOptions_IgnoreATenthAndOneRank(int current, int proposed, int expected) =>
        Assert.Equal(expected, Filter(new HysteresisOptions(), new RankBounds(1, 100), current, proposed));

    [Fact]
    public void Filter_NoMargin_TakesEachProposal() =>
        Assert.Equal(41, Filter(new HysteresisOptions { RelativeMargin = 0, AbsoluteMargin = 0 }, new RankBounds(1, 100), 40, 41));

    [Theory]
    [InlineData(-0.1, 0, "relative margin is -0.1")]
    [InlineData(double.NaN, 0, "relative margin is NaN")]
    [InlineData(double.PositiveInfinity, 0, "relative margin is ")]
    [InlineData(0, -1, "absolute margin is -1")]
    public void Constructor_OptionOutOfRange_NamesIt(double relative, int absolute, string message)
    {
        var problem = Assert.Throws<InvalidSettingException>(
            () => new HysteresisFilter(new HysteresisOptions { RelativeMargin = relative, AbsoluteMargin = absolute }));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static int Filter(HysteresisOptions options, RankBounds bounds, int current, int proposed) => new HysteresisFilter(options).Filter(
        new RankObservation { Energies = [], TotalEnergy = 1, Bounds = bounds, CurrentRank = current }, proposed);
}
