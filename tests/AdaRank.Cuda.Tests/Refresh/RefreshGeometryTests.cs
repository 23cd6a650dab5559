using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Refresh;

namespace AdaRank.Cuda.Tests.Refresh;

public sealed class RefreshGeometryTests
{
    [Theory]
    [InlineData(64, 96, true, 20, 64, 96, 24, 4)]
    [InlineData(96, 64, false, 8, 64, 96, 8, 4)]
    [InlineData(64, 64, false, 64, 64, 64, 64, 0)] // all directions: nothing is new
    [InlineData(64, 64, true, 3, 64, 64, 8, 1)]
    [InlineData(5000, 4096, false, 2048, 4096, 5000, 2048, 4)]
    public void Geometry_OfAnySide_KnowsItsLinesAndFreshColumns(int rows, int columns, bool isLeft, int width, int shortSide, int longSide, int stride, int fresh)
    {
        var geometry = new RefreshGeometry(rows, columns, isLeft, width);

        Assert.Equal((shortSide, longSide, stride, fresh), (geometry.ShortSide, geometry.LongSide, geometry.Stride, geometry.FreshColumns));
        Assert.Equal((long)width * stride, geometry.SquareCount);
    }

    [Fact]
    public void Geometry_OfNumbersOutOfRange_IsRefusedWithTheNumber()
    {
        Assert.Throws<ArgumentOutOfRangeException>("isLeft", () => new RefreshGeometry(96, 64, isLeft: true, 8));
        Assert.Throws<ArgumentOutOfRangeException>("isLeft", () => new RefreshGeometry(64, 96, isLeft: false, 8));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new RefreshGeometry(64, 96, isLeft: true, 65));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new RefreshGeometry(64, 96, isLeft: true, 0));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => new RefreshGeometry(4096, 4096, isLeft: true, 2049));
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => new RefreshGeometry(0, 1, isLeft: true, 1));
    }

    [Theory]
    [InlineData(64, 96, true)]
    [InlineData(96, 64, false)]
    [InlineData(64, 64, true)]
    [InlineData(64, 64, false)]
    public void Products_WithGradientsOfBothSides_AreShapesThatFitTheirStorage(int rows, int columns, bool isLeft)
    {
        var geometry = new RefreshGeometry(rows, columns, isLeft, 20);

        // G is stored as [m, n], which cuBLAS sees as [n, m]: a product that has d for its inner dimension takes it as [d, L].
        foreach (var (shape, inner, outer) in ((GemmShape, int, int)[])[(geometry.ToLongSide, 64, geometry.LongSide), (geometry.ToShortSide, geometry.LongSide, 64)])
        {
            shape.Check();
            Assert.Equal((20, outer, inner, columns), (shape.M, shape.N, shape.K, shape.StrideB));
            Assert.Equal(shape.OpB is BlasOperation.None ? inner : outer, columns);
        }
    }

    [Fact]
    public void ScratchBytes_OfA4096SquareWith128Columns_AreThoseOfItsPieces()
    {
        var geometry = new RefreshGeometry(4096, 4096, isLeft: true, 128);

        // Images and columns in fp32, factors in bf16, two Gram matrices.
        Assert.Equal((4096 * 128 * (4 + 4 + 2)) + (2 * 4 * 128 * 128), geometry.ScratchBytes(2, orthonormalisesLongSide: false));
        Assert.Equal((4, 1, 3), (RefreshScratch.AtOnce(9, 100, 450), RefreshScratch.AtOnce(9, 1000, 450), RefreshScratch.AtOnce(3, 1, 450)));
    }
}
