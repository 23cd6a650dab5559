using AdaRank.Cuda.Norms;

namespace AdaRank.Cuda.Tests.Norms;

public sealed class ChunkListTests
{
    [Fact]
    public void Entries_OfTensorsOfAnySize_CoverEachOnceInOrder()
    {
        long[] counts = [1, 8, 7, 16, 17, 1, 1000];

        var chunks = new ChunkList(counts, 8);

        for (var tensor = 0; tensor < counts.Length; tensor++)
        {
            var mine = chunks.Entries[chunks.First(tensor)..(chunks.First(tensor) + chunks.Count(tensor))];
            Assert.Equal(Enumerable.Range(0, (int)((counts[tensor] + 7) / 8)).Select(index => new ChunkEntry(tensor, index)), mine);
        }

        Assert.Equal(counts.Sum(static count => (count + 7) / 8), chunks.Entries.Length);
    }

    [Fact]
    public void Entries_OfATensorBeyond32Bits_HaveTheirPlaces()
    {
        var chunks = new ChunkList([3, 5_000_000_000, 1], 32768);

        Assert.Equal(152_588, chunks.Count(1));
        Assert.Equal(new ChunkEntry(1, 152_587), chunks.Entries[^2]);
        Assert.Equal(new ChunkEntry(2, 0), chunks.Entries[chunks.First(2)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void List_WithATensorWithoutElements_NamesIt(long count) =>
        Assert.Contains("counts[1]", Assert.Throws<ArgumentException>("counts", () => new ChunkList([4, count], 8)).Message, StringComparison.Ordinal);

    [Fact]
    public void List_OfNothing_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkList([], 8));

    [Fact]
    public void List_OfMoreChunksThanALaunchHasBlocks_IsRefused() =>
        Assert.Throws<ArgumentException>("counts", () => new ChunkList([long.MaxValue / 2], 8));
}
