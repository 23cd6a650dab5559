using AdaRank.Optimization.State;
using static TorchSharp.torch;

namespace AdaRank.Tests.Optimization.State;

public sealed class TensorBitsTests
{
    [Theory]
    [InlineData(0, 40)]
    [InlineData(8, 3)]
    [InlineData(4_000_000_000, 9)]
    public void Draw_OfAnyPart_IsWhatTheHostDraws(long start, long count)
    {
        using var scope = NewDisposeScope();
        RoundingBits[] keys = [RoundingBits.For(ulong.MaxValue - 3, "a.weight", 7, 255), RoundingBits.For(ulong.MaxValue - 3, "b", 1L << 31, 255)];

        var drawn = TensorBits.Draw(keys, start, count, CPU);

        Assert.Equal([2, count], drawn.shape);
        for (var line = 0; line < keys.Length; line++)
        {
            var expected = Enumerable.Range(0, (int)count).Select(index => (long)OnHost(keys[line], start + index));
            Assert.Equal(expected, drawn[line].contiguous().data<long>().ToArray());
        }
    }

    private static uint OnHost(RoundingBits bits, long index) =>
        bits.Block((int)(index / RoundingBits.Lanes))[(int)(index % RoundingBits.Lanes)];
}
