using AdaRank.Plugins.Rank.Once;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests.Once;

public sealed class OnceTriggerTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(201, 1)]
    [InlineData(1_000_001, 1)]
    public void Examine_WhateverHasHappened_IsNoCause(long step, long lastRefresh) =>
        Assert.Equal(RefreshCause.None, new OnceTrigger().Examine(Refreshes.Urgent(step, lastRefresh)));
}
