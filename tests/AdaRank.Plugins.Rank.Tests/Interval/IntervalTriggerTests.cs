using AdaRank.Plugins.Rank.Interval;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests.Interval;

public sealed class IntervalTriggerTests
{
    [Theory]
    [InlineData(1, RefreshCause.Interval)]
    [InlineData(2, RefreshCause.None)]
    [InlineData(5, RefreshCause.None)]
    [InlineData(6, RefreshCause.Interval)]
    [InlineData(11, RefreshCause.Interval)]
    public void Examine_EverySteps_CountsAbsoluteSteps(long step, RefreshCause expected)
    {
        var trigger = new IntervalTrigger(new IntervalOptions { Interval = 5 });

        // A refresh just before must not shift the rhythm.
        var cause = trigger.Examine(new RefreshObservation
        {
            Step = step,
            LastRefreshStep = step - 1,
            PreviousProjectedEnergy = 0,
            PreviousGradientEnergy = 0,
        });

        Assert.Equal(expected, cause);
    }

    [Fact]
    public void Constructor_IntervalOfZero_IsRefused() =>
        Assert.Throws<InvalidSettingException>(() => new IntervalTrigger(new IntervalOptions { Interval = 0 }));
}
