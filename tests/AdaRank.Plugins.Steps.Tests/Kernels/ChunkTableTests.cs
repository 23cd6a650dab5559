using AdaRank.Plugins.Steps.Kernels;

namespace AdaRank.Plugins.Steps.Tests.Kernels;

public sealed class ChunkTableTests
{
    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 1 })]
    [InlineData(new[] { ChunkTable.Length - 1, ChunkTable.Length, ChunkTable.Length + 1 })]
    [InlineData(new[] { 0, 0, 5, 0, 0, (3 * ChunkTable.Length) + 7, 0 })]
    public void Item_OfEveryChunk_CoversEveryNumberOnce(int[] lengths)
    {
        var table = new ChunkTable();
        foreach (var length in lengths)
        {
            table.Add(length);
        }

        var covered = lengths.Select(length => new int[length]).ToArray();
        for (var chunk = 0; chunk < table.Count; chunk++)
        {
            var (tensor, range) = table[chunk];
            var (first, end) = table.ChunksOf(tensor);
            Assert.InRange(chunk, first, end - 1);
            foreach (ref var times in covered[tensor].AsSpan(range))
            {
                times++;
            }
        }

        Assert.All(covered, numbers => Assert.False(numbers.AsSpan().ContainsAnyExcept(1)));
    }

    [Fact]
    public void Clear_Always_ForgetsAll()
    {
        var table = new ChunkTable();
        table.Add(10);

        table.Clear();
        table.Add(3);

        Assert.Equal(1, table.Count);
        Assert.Equal((0, ..3), table[0]);
    }
}
