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

    [Theory]
    [InlineData(0, "1 6 11 16")]
    [InlineData(1, "2 7 12 17")]
    [InlineData(4, "5 10 15 20")] // as Flora counts
    public void Examine_Phase_DelaysEachRefresh(long phase, string expected)
    {
        var trigger = new IntervalTrigger(new IntervalOptions { Interval = 5, Phase = phase });

        var due = Enumerable.Range(1, 20).Where(step => trigger.Examine(Refreshes.Quiet(step, 0)) is RefreshCause.Interval);

        Assert.Equal(expected, string.Join(' ', due));
    }

    [Theory]
    [InlineData(0, 0, "refresh interval is 0")]
    [InlineData(5, -1, "refresh phase is -1")]
    [InlineData(5, 5, "refresh phase is 5: use at least 0 steps, and fewer than the interval of 5")]
    public void Constructor_OptionOutOfRange_NamesIt(long interval, long phase, string message)
    {
        var problem = Assert.Throws<InvalidSettingException>(
            () => new IntervalTrigger(new IntervalOptions { Interval = interval, Phase = phase }));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_OfOptions_AreThoseOfEquation62() =>
        Assert.Equal((200, 0), (new IntervalOptions().Interval, new IntervalOptions().Phase));
}
