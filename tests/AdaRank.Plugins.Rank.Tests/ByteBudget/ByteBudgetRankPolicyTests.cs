using AdaRank.Plugins.Rank.ByteBudget;
using AdaRank.Rank;
using CsCheck;

namespace AdaRank.Plugins.Rank.Tests.ByteBudget;

public sealed class ByteBudgetRankPolicyTests
{
    private static readonly RankBounds UpToFour = new(1, 4);

    [Theory]
    [InlineData(20, 1, 1)] // only the lowest ranks
    [InlineData(29, 1, 1)]
    [InlineData(30, 1, 2)] // 3 of b before 2 of a
    [InlineData(40, 2, 2)]
    [InlineData(50, 2, 3)]
    [InlineData(70, 3, 4)]
    [InlineData(79, 3, 4)]
    [InlineData(80, 4, 4)]
    [InlineData(1000, 4, 4)]
    public void ChooseRanks_GrowingBudget_TakesTheLargestGainsFirst(long budget, int first, int second) => Assert.Equal(
        [first, second],
        new Pool([Pool.Due("a", [9, 2, 0.5, 0.25], UpToFour, 10), Pool.Due("b", [5, 3, 1, 0.75], UpToFour, 10)], budget)
            .Choose(GainMeasure.Energy));

    [Theory]
    [InlineData(GainMeasure.Energy, 3, 1)] // 40 and 20 before 2
    [InlineData(GainMeasure.Share, 1, 3)] // 0.4 and 0.2 of b before 0.04 of a
    public void ChooseRanks_MatricesOfDifferentScale_CountAsTheMeasureSays(GainMeasure measure, int first, int second) => Assert.Equal(
        [first, second],
        new Pool([Pool.Due("a", [900, 40, 20, 10], UpToFour, 1, missed: 30), Pool.Due("b", [4, 4, 2, 0], UpToFour, 1)], 4).Choose(measure));

    [Fact]
    public void ChooseRanks_GainByShare_CountsWhatTheSketchMissedAsWell() => Assert.Equal(
        [1, 2], new Pool([Pool.Due("a", [5, 5], new(1, 2), 1, missed: 90), Pool.Due("b", [5, 1], new(1, 2), 1)], 3).Choose());

    [Fact]
    public void ChooseRanks_MatrixThatCostsMore_MustCaptureMore() => Assert.Equal(
        [1, 2], new Pool([Pool.Due("a", [9, 5], new(1, 2), 30), Pool.Due("b", [9, 2], new(1, 2), 10)], 70).Choose(GainMeasure.Energy));

    [Fact]
    public void ChooseRanks_NextRankDoesNotFit_ACheaperMatrixStillGrows() => Assert.Equal(
        [1, 3], new Pool([Pool.Due("a", [9, 5, 5], new(1, 3), 30), Pool.Due("b", [9, 0.1, 0.1], new(1, 3), 10)], 60).Choose(GainMeasure.Energy));

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(3, 1, 2)] // the candidate behind 1 is 3 for the first, which does not fit
    [InlineData(4, 3, 1)] // 17 for two bytes, before 8 for one
    [InlineData(5, 3, 2)]
    [InlineData(6, 4, 2)]
    public void ChooseRanks_Stride_OnlyCandidatesAreChosen(long budget, int first, int second) => Assert.Equal(
        [first, second],
        new Pool([Pool.Due("a", [9, 9, 8, 7], new(1, 4, 2), 1), Pool.Due("b", [9, 8], new(1, 2, 2), 1)], budget).Choose(GainMeasure.Energy));

    [Fact]
    public void ChooseRanks_ColumnsThatCaptureNothing_CostNothing() =>
        Assert.Equal([2], new Pool([Pool.Due("a", [3, 1, 0, 0], UpToFour, 10)], 1000).Choose());

    [Fact]
    public void ChooseRanks_EqualMatrices_ShareEvenly() => Assert.Equal(
        [3, 3, 2],
        new Pool(
            [
                Pool.Due("a", [1, 1, 1, 1], UpToFour, 10),
                Pool.Due("b", [1, 1, 1, 1], UpToFour, 10),
                Pool.Due("c", [1, 1, 1, 1], UpToFour, 10),
            ],
            85).Choose());

    [Fact]
    public void ChooseRanks_StateThatCostsNothing_GrowsAsFarAsItCaptures() =>
        Assert.Equal([3], new Pool([Pool.Due("a", [1, 1, 1, 0], UpToFour, 0)], 1).Choose());

    [Theory]
    [InlineData(3, 30)]
    [InlineData(0, 10)] // none yet: its lowest is reckoned
    public void ChooseRanks_MatrixThatIsNotDue_KeepsRankAndBytes(int current, long bytes)
    {
        var due = Pool.Due("a", [9, 5, 3, 2], UpToFour, 10);

        foreach (var (budget, expected) in new[] { (10L, 1), (20L, 2), (29L, 2), (40L, 4) })
        {
            var ranks = new Pool([Pool.Waiting("b", current, UpToFour, 10), due], budget + bytes).Choose();

            Assert.Equal([current, expected], ranks);
        }
    }

    [Fact]
    public void ChooseRanks_RanksInUseThatLeaveTooLittle_DueMatricesGetTheirLowest() => Assert.Equal(
        [8, 2, 1],
        new Pool(
            [Pool.Waiting("a", 8, UpToFour, 10), Pool.Due("b", [3, 2, 1], new(2, 3), 10), Pool.Due("c", [3, 2, 1], new(1, 3), 0)], 50).Choose());

    [Fact]
    public void ChooseRanks_BudgetBelowTheLowestRanks_NamesTheBytesThatTheyTake()
    {
        var ranks = new[] { -1, 5 };
        var policy = new ByteBudgetRankPolicy(new ByteBudgetOptions { Budget = 69, Pool = "attention" });

        var problem = Assert.Throws<InvalidSettingException>(() => policy.ChooseRanks(
            [Pool.Due("a", [1, 1, 1, 1], new(3, 4), 10), Pool.Waiting("b", 5, new(2, 4), 20)], ranks));

        Assert.StartsWith(
            "byte budget is 69: use at least 70 bytes, which the lowest ranks of the 2 matrices of pool 'attention' take",
            problem.Message,
            StringComparison.Ordinal);
        Assert.Equal([-1, 5], ranks);
        new Pool([Pool.Due("a", [1, 1, 1, 1], new(3, 4), 10), Pool.Waiting("b", 1, new(2, 4), 20)], 70).Choose();
    }

    [Fact]
    public void ChooseRanks_OtherNumberOfRanks_IsRefused() => Assert.Throws<ArgumentException>(
        () => new ByteBudgetRankPolicy(new ByteBudgetOptions()).ChooseRanks([Pool.Due("a", [1], new(1, 1), 1)], new int[2]));

    [Fact]
    public void ChooseRanks_AllOffersCostTheSame_CapturesAsMuchAsAnyAllocation() =>
        Gen.Select(Pool.OfEqualCosts, Gen.Enum<GainMeasure>()).Sample((pool, measure) =>
        {
            var captured = pool.Gain(pool.Choose(measure), measure);

            Assert.Equal(pool.BestGain(measure), captured, 1e-9 * captured);
        });

    [Fact]
    public void ChooseRanks_AnyPool_IsLessThanOneOfferAwayFromTheBest() =>
        Gen.Select(Pool.All, Gen.Enum<GainMeasure>()).Sample((pool, measure) =>
        {
            var captured = pool.Gain(pool.Choose(measure), measure);

            var bound = pool.GainOfTheFirstThatDoesNotFit(measure) + (1e-9 * captured);
            Assert.InRange(captured, pool.BestGain(measure) - bound, pool.BestGain(measure) + (1e-9 * captured));
        });

    [Fact]
    public void ChooseRanks_AnyPool_StaysWithinTheBudgetAndLeavesNoRoomForMore() => Pool.All.Sample(pool =>
    {
        var ranks = pool.Choose();

        var left = pool.Budget - pool.Bytes(ranks);
        Assert.True(left >= 0);
        Assert.All(pool.Matrices.Zip(ranks), chosen =>
        {
            var candidates = Spectra.Candidates(chosen.First.Bounds);
            Assert.Contains(chosen.Second, candidates);
            Assert.All(
                candidates.Where(candidate => candidate > chosen.Second).Take(1),
                next => Assert.True((next - chosen.Second) * chosen.First.BytesPerRank > left));
        });
    });

    [Theory]
    [InlineData(1, 4, 1, 3)]
    [InlineData(1, 2, 1, 2)]
    [InlineData(4, 5, 1, 4)]
    [InlineData(1, 5, 3, 4)] // 1, 4, 5
    [InlineData(3, 5, 2, 3)]
    public void ChooseRank_MatrixAlone_KeepsEveryColumnThatCapturesAnything(int lowest, int highest, int stride, int expected) => Assert.Equal(
        expected,
        new ByteBudgetRankPolicy(new ByteBudgetOptions()).ChooseRank(
            new RankObservation { Energies = [5, 3, 1e-300, 0, 0], TotalEnergy = 8, Bounds = new RankBounds(lowest, highest, stride) }));

    [Fact]
    public void ChooseRank_MatrixAlone_IsWhatItGetsOfAPoolWithBytesEnough() => Pool.All.Sample(pool =>
    {
        var matrix = pool.Matrices[0];
        var alone = new ByteBudgetRankPolicy(new ByteBudgetOptions()).ChooseRank(
            new RankObservation { Energies = matrix.Energies.Span, TotalEnergy = matrix.TotalEnergy, Bounds = matrix.Bounds });

        Assert.Equal([alone], new Pool([matrix], 1_000_000).Choose());
    });

    [Fact]
    public void Defaults_OfOptions_AreOneGibibyteForAllByShare()
    {
        var options = new ByteBudgetOptions();

        Assert.Equal((1_073_741_824L, "all", GainMeasure.Share), (options.Budget, options.Pool, options.Measure));
        Assert.Equal("mlp", new ByteBudgetRankPolicy(new ByteBudgetOptions { Pool = "mlp" }).Pool);
    }

    public static TheoryData<ByteBudgetOptions, string> BadOptions() => new()
    {
        { new ByteBudgetOptions { Budget = 0 }, "byte budget is 0" },
        { new ByteBudgetOptions { Pool = " " }, "pool of the byte budget is ' '" },
        { new ByteBudgetOptions { Measure = (GainMeasure)5 }, "measure of the byte budget is 5: use one of Share, Energy" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Constructor_OptionOutOfRange_NamesIt(ByteBudgetOptions options, string message)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new ByteBudgetRankPolicy(options));

        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }
}
