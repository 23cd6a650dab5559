using AdaRank.Cuda.Banks;

namespace AdaRank.Cuda.Tests.Banks;

public sealed class StreamedUpdateTests
{
    [Theory]
    [InlineData(64, 128, 8, 64)]
    [InlineData(172, 32, 8, 172)]
    [InlineData(86, 24, 16, 43)]
    [InlineData(8, 1, 66, 1)]
    [InlineData(1, 300, 7, 1)]
    public void UnitTiles_OfABank_LeavesTheBusiestLaneTheLeastToDo(int tilesDown, int count, int lanes, int expected)
    {
        var chosen = StreamedUpdate.UnitTiles(tilesDown, count, lanes);

        Assert.Equal(expected, chosen);
        Assert.InRange(chosen, 1, tilesDown);
        Assert.True(Work(chosen) <= Enumerable.Range(1, tilesDown).Min(Work));

        // What the busiest lane does, with three tiles for each change of the strip.
        long Work(int tiles) => ((count * (long)((tilesDown + tiles - 1) / tiles)) + lanes - 1) / lanes * (tiles + 3);
    }

    [Theory]
    [InlineData(4096, 128, true)]
    [InlineData(4096, 129, false)]
    [InlineData(5464, 128, false)]
    [InlineData(5461, 128, false)]
    [InlineData(5472, 1, true)]
    public void CanMove_LinesOfWholeSectors_AreThoseThatItTakes(int columns, int rank, bool expected) =>
        Assert.Equal(expected, StreamedUpdate.CanMove(new BankGeometry(4096, columns, rank)));
}
