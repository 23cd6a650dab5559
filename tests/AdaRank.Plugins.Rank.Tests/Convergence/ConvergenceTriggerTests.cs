using AdaRank.Plugins.Rank.Convergence;
using AdaRank.Refresh;

namespace AdaRank.Plugins.Rank.Tests.Convergence;

public sealed class ConvergenceTriggerTests
{
    private static readonly ConvergenceOptions Options = new()
    {
        Interval = 100,
        ConvergedNorm = 0.1,
        CapturedShare = 0.5,
        MinimumInterval = 3,
    };

    [Theory]
    [InlineData(101, 100, 9.0, 10.0, RefreshCause.Interval)] // the interval does not ask for a minimum distance
    [InlineData(50, 40, 9.0, 10.0, RefreshCause.None)]
    [InlineData(50, 40, 0.0101, 0.0102, RefreshCause.None)] // just above σ² = 0.01
    [InlineData(50, 40, 0.0099, 0.01, RefreshCause.Converged)]
    [InlineData(50, 48, 0.0099, 0.01, RefreshCause.None)] // too soon after the last refresh
    [InlineData(50, 47, 0.0099, 0.01, RefreshCause.Converged)]
    [InlineData(50, 40, 4.9, 10.0, RefreshCause.LostGradient)]
    [InlineData(50, 40, 5.1, 10.0, RefreshCause.None)]
    [InlineData(50, 40, 0.0, 0.0, RefreshCause.Converged)] // a zero gradient has converged
    [InlineData(50, 0, double.PositiveInfinity, double.PositiveInfinity, RefreshCause.None)] // nothing was executed yet
    public void Examine_NormsOfTheStepBefore_GivesTheCause(
        long step, long lastRefresh, double projectedEnergy, double gradientEnergy, RefreshCause expected)
    {
        var cause = new ConvergenceTrigger(Options).Examine(new RefreshObservation
        {
            Step = step,
            LastRefreshStep = lastRefresh,
            PreviousProjectedEnergy = projectedEnergy,
            PreviousGradientEnergy = gradientEnergy,
        });

        Assert.Equal(expected, cause);
    }

    private static readonly Rhythm Rhythm = new(
        static (interval, minimum) => new ConvergenceTrigger(new ConvergenceOptions { Interval = interval, MinimumInterval = minimum }),
        RefreshCause.Converged);

    [Fact]
    public void Examine_Interval_IsAlwaysKept() => Rhythm.CheckInterval();

    [Fact]
    public void Examine_MinimumInterval_MustHavePassed() => Rhythm.CheckMinimumInterval();

    [Fact]
    public void Constructor_RhythmOutOfRange_IsNamed() => Rhythm.CheckBadOptions();

    [Theory]
    [InlineData(0.0, RefreshMeasures.None)]
    [InlineData(0.01, RefreshMeasures.Captured)]
    public void Needs_CapturedShare_OnlyIfItIsAskedFor(double share, RefreshMeasures expected) =>
        Assert.Equal(expected, new ConvergenceTrigger(new ConvergenceOptions { CapturedShare = share }).Needs);

    public static TheoryData<ConvergenceOptions, string> BadOptions() => new()
    {
        { new ConvergenceOptions { ConvergedNorm = -1 }, "converged norm is -1" },
        { new ConvergenceOptions { ConvergedNorm = double.NaN }, "converged norm is NaN" },
        { new ConvergenceOptions { CapturedShare = 1.5 }, "captured share is 1.5" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Constructor_OptionOutOfRange_NamesIt(ConvergenceOptions options, string message)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new ConvergenceTrigger(options));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }
}
