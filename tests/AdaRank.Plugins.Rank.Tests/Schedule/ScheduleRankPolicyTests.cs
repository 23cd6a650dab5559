using AdaRank.Plugins.Rank.Schedule;
using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests.Schedule;

public sealed class ScheduleRankPolicyTests
{
    [Theory]
    [InlineData(ScheduleShape.Linear, 1, 64)] // before the start
    [InlineData(ScheduleShape.Linear, 101, 64)]
    [InlineData(ScheduleShape.Linear, 151, 52)]
    [InlineData(ScheduleShape.Linear, 201, 40)]
    [InlineData(ScheduleShape.Linear, 251, 28)]
    [InlineData(ScheduleShape.Linear, 301, 16)]
    [InlineData(ScheduleShape.Linear, 5000, 16)] // after the end
    [InlineData(ScheduleShape.Cosine, 1, 64)]
    [InlineData(ScheduleShape.Cosine, 151, 57)] // 64 - 48 (1 - cos 45°) / 2 = 56.97
    [InlineData(ScheduleShape.Cosine, 201, 40)]
    [InlineData(ScheduleShape.Cosine, 251, 23)] // 23.03
    [InlineData(ScheduleShape.Cosine, 301, 16)]
    [InlineData(ScheduleShape.Exponential, 1, 64)]
    [InlineData(ScheduleShape.Exponential, 151, 45)] // 64 / 4^0.25 = 45.25
    [InlineData(ScheduleShape.Exponential, 201, 32)]
    [InlineData(ScheduleShape.Exponential, 251, 23)] // 22.63
    [InlineData(ScheduleShape.Exponential, 301, 16)]
    public void ChooseRank_FallingSchedule_FollowsItsShape(ScheduleShape shape, long step, int expected)
    {
        var options = new ScheduleOptions { From = 64, To = 16, StartStep = 101, EndStep = 301, Shape = shape };

        Assert.Equal(expected, Choose(options, new RankBounds(1, 100), step));
    }

    [Theory]
    [InlineData(ScheduleShape.Linear, 26)]
    [InlineData(ScheduleShape.Cosine, 26)]
    [InlineData(ScheduleShape.Exponential, 14)] // the root of 4 · 48 = 13.86
    public void ChooseRank_RisingSchedule_IsBetweenItsEndsHalfWay(ScheduleShape shape, int expected)
    {
        var options = new ScheduleOptions { From = 4, To = 48, StartStep = 1, EndStep = 101, Shape = shape };

        Assert.Equal(expected, Choose(options, new RankBounds(1, 100), step: 51));
    }

    [Theory]
    [InlineData(1, 24)]
    [InlineData(5000, 17)] // 16.5008: half of the 9,999 steps are not over yet
    [InlineData(5001, 16)] // 16.4992
    [InlineData(10_000, 9)]
    public void ChooseRank_DefaultOptions_FallsFromTheHighestToTheLowest(long step, int expected) =>
        Assert.Equal(expected, Choose(new ScheduleOptions(), new RankBounds(9, 24), step));

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 7)]
    [InlineData(9, 7)]
    [InlineData(10, 12)]
    [InlineData(13, 12)]
    [InlineData(14, 15)]
    [InlineData(1, 2)] // below the bounds
    [InlineData(99, 15)] // above them
    public void ChooseRank_Stride_TakesTheNearestCandidate(int scheduled, int expected) => Assert.Equal(
        expected, Choose(new ScheduleOptions { From = scheduled, To = scheduled }, new RankBounds(2, 15, 5), step: 1));

    [Theory]
    [InlineData(4, 5, 7)] // 4.5 is as far from 2 as from 7
    [InlineData(9, 10, 12)]
    [InlineData(13, 14, 15)]
    public void ChooseRank_BetweenTwoCandidates_TakesTheLarger(int from, int to, int expected) => Assert.Equal(
        expected,
        Choose(new ScheduleOptions { From = from, To = to, StartStep = 1, EndStep = 3 }, new RankBounds(2, 15, 5), step: 2));

    [Fact]
    public void ChooseRank_AnyScheduleAndBounds_IsTheNearestCandidate() =>
        Gen.Select(Spectra.All, Gen.Int[1, 40], Gen.Int[1, 40], Gen.Long[1, 64]).Sample((spectrum, from, to, step) =>
        {
            var scheduled = from + ((to - from) * (Math.Min(step, 33) - 1) / 32.0);
            var expected = Spectra.Candidates(spectrum.Bounds).OrderBy(candidate => Math.Abs(candidate - scheduled)).ThenByDescending(candidate => candidate).First();

            var options = new ScheduleOptions { From = from, To = to, StartStep = 1, EndStep = 33 };
            Assert.Equal(expected, Choose(options, spectrum.Bounds, step));
        });

    [Fact]
    public void NeedsSpectrum_ScheduledRank_IsFalse() => Assert.False(new ScheduleRankPolicy(new ScheduleOptions()).NeedsSpectrum);

    public static TheoryData<ScheduleOptions, string> BadOptions() => new()
    {
        { new ScheduleOptions { From = 0 }, "first scheduled rank is 0" },
        { new ScheduleOptions { To = -3 }, "last scheduled rank is -3" },
        { new ScheduleOptions { StartStep = 0 }, "start step of the rank schedule is 0" },
        { new ScheduleOptions { StartStep = 7, EndStep = 7 }, "end step of the rank schedule is 7: use a step after 7" },
        { new ScheduleOptions { Shape = (ScheduleShape)9 }, "shape of the rank schedule is 9: use one of Linear, Cosine, Exponential" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Constructor_OptionOutOfRange_NamesIt(ScheduleOptions options, string message)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new ScheduleRankPolicy(options));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static int Choose(ScheduleOptions options, RankBounds bounds, long step) =>
        new ScheduleRankPolicy(options).ChooseRank(new RankObservation { Energies = [], TotalEnergy = 1, Bounds = bounds, Step = step });
}
