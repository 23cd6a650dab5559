using AdaRank.Rank;

namespace AdaRank.Abstractions.Tests.Rank;

public sealed class RankBoundsTests
{
    [Theory]
    [InlineData(0, 4, 1, "lowest rank is 0: use a rank of at least 1.")]
    [InlineData(1, 0, 1, "highest rank is 0: use a rank of at least 1.")]
    [InlineData(8, 4, 1, "highest rank is 4: use at least the lowest rank, 8, or lower that one.")]
    [InlineData(1, 4, 0, "rank stride is 0: use a stride of at least 1.")]
    public void Constructor_ImpossibleBounds_NamesTheValueAndTheRemedy(int lowest, int highest, int stride, string message)
    {
        var problem = Assert.Throws<InvalidSettingException>(() => new RankBounds(lowest, highest, stride));

        Assert.Equal(message, problem.Message);
    }

    [Theory]
    [InlineData(2, 8, 6, 10, 2, 6)] // the sketch is the limit
    [InlineData(2, 8, 10, 5, 2, 5)] // rounding noise begins at the sixth direction
    [InlineData(4, 8, 10, 3, 3, 3)] // the lowest rank gives way too
    [InlineData(4, 8, 10, 0, 1, 1)] // there is always one direction
    public void ClampTo_SketchAndNumericalRank_KeepsBothEndsPossible(
        int lowest, int highest, int width, int numericalRank, int expectedLowest, int expectedHighest)
    {
        var clamped = new RankBounds(lowest, highest).ClampTo(width, numericalRank);

        Assert.Equal((expectedLowest, expectedHighest), (clamped.Lowest, clamped.Highest));
    }
}
