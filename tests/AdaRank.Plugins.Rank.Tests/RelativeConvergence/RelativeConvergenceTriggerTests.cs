using AdaRank.Plugins.Rank.RelativeConvergence;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests.RelativeConvergence;

public sealed class RelativeConvergenceTriggerTests
{
    private static readonly Rhythm Rhythm = new(
        static (interval, minimum) => new RelativeConvergenceTrigger(new RelativeConvergenceOptions { Interval = interval, MinimumInterval = minimum }),
        RefreshCause.Converged);

    [Fact]
    public void Examine_Interval_IsAlwaysKept() => Rhythm.CheckInterval();

    [Fact]
    public void Examine_MinimumInterval_MustHavePassed() => Rhythm.CheckMinimumInterval();

    [Fact]
    public void Constructor_RhythmOutOfRange_IsNamed() => Rhythm.CheckBadOptions();

    [Theory]
    [InlineData(4.0, 16.0, RefreshCause.Converged)] // ‖Â‖ is half of what it was
    [InlineData(4.01, 16.0, RefreshCause.None)]
    [InlineData(4e-300, 16e-300, RefreshCause.Converged)]
    [InlineData(4e300, 16e300, RefreshCause.Converged)]
    [InlineData(0.0, 16.0, RefreshCause.Converged)] // a zero gradient has converged
    [InlineData(16.0, 16.0, RefreshCause.None)]
    [InlineData(1.0, double.PositiveInfinity, RefreshCause.None)] // nothing to compare with
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, RefreshCause.None)] // nothing was executed yet
    public void Examine_NormAgainstThatAtTheRefresh_GivesTheCause(double now, double atRefresh, RefreshCause expected)
    {
        var trigger = new RelativeConvergenceTrigger(new RelativeConvergenceOptions());

        var cause = trigger.Examine(
            Refreshes.Quiet(50, 40) with { PreviousProjectedEnergy = now, PreviousGradientEnergy = 1e301, RefreshProjectedEnergy = atRefresh });

        Assert.Equal(expected, cause);
    }

    [Theory]
    [InlineData(0.8, 6.4, RefreshCause.Converged)]
    [InlineData(0.8, 6.41, RefreshCause.None)]
    [InlineData(0.1, 0.0999, RefreshCause.Converged)]
    [InlineData(0.1, 0.1001, RefreshCause.None)]
    public void Examine_OtherShare_IsSquared(double remaining, double now, RefreshCause expected)
    {
        var trigger = new RelativeConvergenceTrigger(new RelativeConvergenceOptions { RemainingNorm = remaining });

        Assert.Equal(expected, trigger.Examine(Refreshes.Quiet(50, 40) with { PreviousProjectedEnergy = now, RefreshProjectedEnergy = 10 }));
    }

    [Fact]
    public void Defaults_OfOptions_AreThoseOfEquations62And63()
    {
        var options = new RelativeConvergenceOptions();

        Assert.Equal((200, 10, 0.5), (options.Interval, options.MinimumInterval, options.RemainingNorm));
    }

    [Fact]
    public void Needs_NormsOnly_AreNone() =>
        Assert.Equal(RefreshMeasures.None, ((IRefreshTrigger)new RelativeConvergenceTrigger(new RelativeConvergenceOptions())).Needs);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Constructor_ShareOutOfRange_IsRefused(double share)
    {
        var problem = Assert.Throws<InvalidSettingException>(
            () => new RelativeConvergenceTrigger(new RelativeConvergenceOptions { RemainingNorm = share }));

        Assert.StartsWith("remaining norm is ", problem.Message, StringComparison.Ordinal);
    }
}
