using AdaRank.Cuda.Banks;

namespace AdaRank.Cuda.Tests.Banks;

public sealed class BankGeometryTests
{
    [Theory]
    [InlineData(64, 96, 8, true, 64, 96, 8)]
    [InlineData(96, 64, 5, false, 64, 96, 8)]
    [InlineData(64, 64, 9, false, 64, 64, 16)]
    [InlineData(3, 1000, 1, true, 3, 1000, 8)]
    public void Geometry_OfAnyShape_ProjectsTheShorterSide(int rows, int columns, int rank, bool isLeft, int shortSide, int longSide, int stride)
    {
        var geometry = new BankGeometry(rows, columns, rank);

        Assert.Equal((isLeft, shortSide, longSide, stride), (geometry.IsLeft, geometry.ShortSide, geometry.LongSide, geometry.Stride));
        Assert.Equal((long)longSide * stride, geometry.MomentCount);
    }

    [Theory]
    [InlineData(64, 64, 0)]
    [InlineData(64, 64, 65)]
    [InlineData(4096, 4096, 2049)]
    public void Geometry_RankOutOfRange_NamesTheRange(int rows, int columns, int rank)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(nameof(rank), () => new BankGeometry(rows, columns, rank));

        Assert.Contains($"1 to {Math.Min(2048, rows)}", thrown.Message);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, -1)]
    public void Geometry_WithoutElements_IsRefused(int rows, int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BankGeometry(rows, columns, 1));
}
