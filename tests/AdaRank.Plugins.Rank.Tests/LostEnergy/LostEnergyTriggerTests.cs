using AdaRank.Plugins.Rank.LostEnergy;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests.LostEnergy;

public sealed class LostEnergyTriggerTests
{
    private static readonly Rhythm Rhythm = new(
        static (interval, minimum) => new LostEnergyTrigger(new LostEnergyOptions { Interval = interval, MinimumInterval = minimum }),
        RefreshCause.LostGradient);

    [Fact]
    public void Examine_Interval_IsAlwaysKept() => Rhythm.CheckInterval();

    [Fact]
    public void Examine_MinimumInterval_MustHavePassed() => Rhythm.CheckMinimumInterval();

    [Fact]
    public void Constructor_RhythmOutOfRange_IsNamed() => Rhythm.CheckBadOptions();

    [Theory]
    [InlineData(5.9, 10.0, 8.0, 10.0, RefreshCause.LostGradient)] // 0.59, less than three quarters of 0.8
    [InlineData(6.1, 10.0, 8.0, 10.0, RefreshCause.None)]
    [InlineData(59.0, 100.0, 8.0, 10.0, RefreshCause.LostGradient)] // a larger gradient of which less is captured
    [InlineData(0.61, 1.0, 8.0, 10.0, RefreshCause.None)]
    [InlineData(3.0, 4.0, 1.0, 1.0, RefreshCause.None)] // exactly as much as may be lost
    [InlineData(10.0, 10.0, 8.0, 10.0, RefreshCause.None)] // captures more than it did
    [InlineData(0.0, 1e-300, 8.0, 10.0, RefreshCause.LostGradient)]
    [InlineData(0.0, 0.0, 8.0, 10.0, RefreshCause.None)] // a zero gradient says nothing
    [InlineData(1.0, 10.0, double.PositiveInfinity, double.PositiveInfinity, RefreshCause.None)] // nothing to compare with
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 8.0, 10.0, RefreshCause.None)] // nothing was executed yet
    public void Examine_ShareAgainstThatAtTheRefresh_GivesTheCause(
        double projected, double gradient, double projectedAtRefresh, double gradientAtRefresh, RefreshCause expected)
    {
        var trigger = new LostEnergyTrigger(new LostEnergyOptions { Loss = 0.25 });

        var cause = trigger.Examine(Refreshes.Quiet(50, 40) with
        {
            PreviousProjectedEnergy = projected,
            PreviousGradientEnergy = gradient,
            RefreshProjectedEnergy = projectedAtRefresh,
            RefreshGradientEnergy = gradientAtRefresh,
        });

        Assert.Equal(expected, cause);
    }

    [Fact]
    public void Defaults_OfOptions_AreAFifthAndEquations62And63()
    {
        var options = new LostEnergyOptions();

        Assert.Equal((200, 10, 0.2), (options.Interval, options.MinimumInterval, options.Loss));
    }

    [Fact]
    public void Needs_Always_AreCapturedShares() => Assert.Equal(RefreshMeasures.Captured, new LostEnergyTrigger(new LostEnergyOptions()).Needs);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Constructor_LossOutOfRange_IsRefused(double loss)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new LostEnergyTrigger(new LostEnergyOptions { Loss = loss }));

        Assert.StartsWith("loss of captured energy is ", problem.Message, StringComparison.Ordinal);
    }
}
