using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Tests.Launch;

public sealed class LaunchShapeTests
{
    [Theory]
    [InlineData(1, 256, 1)]
    [InlineData(256, 256, 1)]
    [InlineData(257, 256, 2)]
    [InlineData(5_000_000_000, 256, 19_531_250)]
    public void ForElements_Count_HasAThreadForEachAndNoEmptyBlock(long count, int block, long blocks)
        => Assert.Equal(new LaunchShape(blocks, BlockX: block), LaunchShape.ForElements(count, block));

    [Theory]
    [InlineData(1000, 10, 4)]
    [InlineData(1_000_000, 10, 10)]
    public void ForStride_Count_NeverExceedsWhatRunsAtOnce(long count, long atOnce, long blocks)
        => Assert.Equal(blocks, LaunchShape.ForStride(count, atOnce).GridX);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void ForElements_NoElements_IsRefused(long count)
        => Assert.Throws<ArgumentOutOfRangeException>(() => LaunchShape.ForElements(count));

    public static TheoryData<long, long, long, int, int, int, int, string> Wrong => new()
    {
        { 0, 1, 1, 1, 1, 1, 0, "GridX" },
        { 1L << 31, 1, 1, 1, 1, 1, 0, "GridX" },
        { 1, 65536, 1, 1, 1, 1, 0, "GridY" },
        { 1, 1, 65536, 1, 1, 1, 0, "GridZ" },
        { 1, 1, 1, 0, 1, 1, 0, "BlockX" },
        { 1, 1, 1, 1025, 1, 1, 0, "BlockX" },
        { 1, 1, 1, 1, 1, 65, 0, "BlockZ" },
        { 1, 1, 1, 32, 33, 1, 0, "BlockSize" },
        { 1, 1, 1, 1024, 1024, 1024, 0, "BlockZ" },
        { 1, 1, 1, 1, 1, 1, -1, "SharedBytes" },
        { 1, 1, 1, 1, 1, 1, 100_001, "SharedBytes" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_OneNumberOutOfRange_IsNamedWithKernelAndRange(
        long gridX, long gridY, long gridZ, int blockX, int blockY, int blockZ, int shared, string name)
    {
        var shape = new LaunchShape(gridX, gridY, gridZ, blockX, blockY, blockZ, shared);

        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => shape.Check("adam", 1024, 100_000));

        Assert.Equal(name, failure.ParamName);
        Assert.Contains($"The kernel 'adam' runs with a {name} of ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_LargestShape_IsAccepted()
        => new LaunchShape(int.MaxValue, 65535, 65535, 16, 1, 64, 100_000).Check("adam", 1024, 100_000);
}
