using Pretrain.Training;

namespace Pretrain.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void At_Warmup_RisesLinearlyToThePeak()
    {
        var schedule = new LearningRateSchedule(peak: 2, steps: 100);

        Assert.Equal(0.2, schedule.At(1), 1e-12);
        Assert.Equal(1.0, schedule.At(5), 1e-12);
        Assert.Equal(2.0, schedule.At(10), 1e-12);
    }

    [Fact]
    public void At_AfterWarmup_FallsByACosineToItsShare()
    {
        var schedule = new LearningRateSchedule(peak: 2, steps: 100);

        Assert.Equal(2 * (1 + PretrainDefaults.FinalLearningRateShare) / 2, schedule.At(55), 1e-12);
        Assert.Equal(2 * PretrainDefaults.FinalLearningRateShare, schedule.At(100), 1e-12);
        Assert.All(Enumerable.Range(11, 89), step => Assert.True(schedule.At(step) < schedule.At(step - 1)));
    }

    [Fact]
    public void At_OneStep_IsThePeak() => Assert.Equal(3, new LearningRateSchedule(peak: 3, steps: 1).At(1));
}
