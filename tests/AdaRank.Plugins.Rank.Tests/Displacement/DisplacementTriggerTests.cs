using AdaRank.Plugins.Rank.Displacement;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests.Displacement;

public sealed class DisplacementTriggerTests
{
    private static readonly Rhythm Rhythm = new(
        static (interval, minimum) => new DisplacementTrigger(new DisplacementOptions { Interval = interval, MinimumInterval = minimum }),
        RefreshCause.Displaced);

    [Fact]
    public void Examine_Interval_IsAlwaysKept() => Rhythm.CheckInterval();

    [Fact]
    public void Examine_MinimumInterval_MustHavePassed() => Rhythm.CheckMinimumInterval();

    [Fact]
    public void Constructor_RhythmOutOfRange_IsNamed() => Rhythm.CheckBadOptions();

    [Theory]
    [InlineData(101, 0.1, RefreshCause.Displaced)] // 100 steps in which something moved by 0.1: 0.001 a step
    [InlineData(101, 0.1001, RefreshCause.None)]
    [InlineData(102, 0.1001, RefreshCause.Displaced)] // 101 steps
    [InlineData(101, 0.0, RefreshCause.Displaced)]
    [InlineData(2001, 2.0, RefreshCause.Displaced)] // as far as there is to go
    [InlineData(2000, 2.0, RefreshCause.None)]
    [InlineData(101, double.NaN, RefreshCause.None)] // of a zero gradient
    public void Examine_DisplacementPerStep_GivesTheCause(long step, double displacement, RefreshCause expected)
    {
        var trigger = new DisplacementTrigger(new DisplacementOptions { Interval = 0, DisplacementPerStep = 0.001 });

        Assert.Equal(expected, trigger.Examine(Refreshes.Quiet(1000 + step, 1000) with { Displacement = displacement }));
    }

    [Fact]
    public void Examine_StepAfterTheRefresh_HasNotMovedYet()
    {
        var trigger = new DisplacementTrigger(new DisplacementOptions { Interval = 0, MinimumInterval = 1 });

        Assert.Equal(RefreshCause.None, trigger.Examine(Refreshes.Quiet(51, 50) with { Displacement = 0 }));
        Assert.Equal(RefreshCause.Displaced, trigger.Examine(Refreshes.Quiet(52, 50) with { Displacement = 0 }));
    }

    [Fact]
    public void Defaults_OfOptions_AreAHundredthAfterFiftySteps()
    {
        var options = new DisplacementOptions();

        Assert.Equal((200, 50, 0.01), (options.Interval, options.MinimumInterval, options.DisplacementPerStep));
    }

    [Fact]
    public void Needs_Always_AreTheDisplacement() =>
        Assert.Equal(RefreshMeasures.Displacement, new DisplacementTrigger(new DisplacementOptions()).Needs);

    [Theory]
    [InlineData(0)]
    [InlineData(2.1)]
    [InlineData(double.NaN)]
    public void Constructor_DisplacementOutOfRange_IsRefused(double displacement)
    {
        var problem = Assert.Throws<InvalidSettingException>(
            () => new DisplacementTrigger(new DisplacementOptions { DisplacementPerStep = displacement }));

        Assert.StartsWith("displacement per step is ", problem.Message, StringComparison.Ordinal);
    }
}
