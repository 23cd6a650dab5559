using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests;

/// <summary>What all triggers with a criterion have in common: an interval that needs none, and a time that must pass first.</summary>
/// <param name="Make">Makes the trigger with an interval and a minimum interval.</param>
/// <param name="Cause">What its criterion answers.</param>
internal sealed record Rhythm(Func<long, long, IRefreshTrigger> Make, RefreshCause Cause)
{
    /// <summary>The interval counts absolute steps and asks for no minimum; 0 is none.</summary>
    public void CheckInterval()
    {
        Assert.Equal(RefreshCause.Interval, Make(20, 10).Examine(Refreshes.Quiet(41, 40)));
        Assert.Equal(RefreshCause.Interval, Make(20, 10).Examine(Refreshes.Urgent(41, 1)));
        Assert.Equal(RefreshCause.None, Make(20, 10).Examine(Refreshes.Quiet(40, 1)));
        Assert.Equal(RefreshCause.None, Make(20, 10).Examine(Refreshes.Quiet(42, 1)));
        Assert.Equal(RefreshCause.Interval, Make(1, 10).Examine(Refreshes.Quiet(7, 6)));
        Assert.Equal(RefreshCause.None, Make(0, 10).Examine(Refreshes.Quiet(41, 40)));
        Assert.Equal(RefreshCause.None, Make(0, 10).Examine(Refreshes.Quiet(161, 1)));
    }

    /// <summary>The criterion is asked from the minimum interval on.</summary>
    public void CheckMinimumInterval()
    {
        Assert.Equal(RefreshCause.None, Make(0, 10).Examine(Refreshes.Urgent(59, 50)));
        Assert.Equal(Cause, Make(0, 10).Examine(Refreshes.Urgent(60, 50)));
        Assert.Equal(Cause, Make(1000, 10).Examine(Refreshes.Urgent(500, 50)));
        Assert.Equal(Cause, Make(0, 2).Examine(Refreshes.Urgent(52, 50)));
    }

    /// <summary>Values that are none are refused by name.</summary>
    public void CheckBadOptions()
    {
        Assert.StartsWith(
            "refresh interval is -1", Assert.Throws<InvalidSettingException>(() => Make(-1, 10)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "minimum refresh interval is 0", Assert.Throws<InvalidSettingException>(() => Make(200, 0)).Message, StringComparison.Ordinal);
    }
}
