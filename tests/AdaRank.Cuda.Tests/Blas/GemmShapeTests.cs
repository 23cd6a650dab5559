using AdaRank.Cuda.Blas;

namespace AdaRank.Cuda.Tests.Blas;

public sealed class GemmShapeTests
{
    public static TheoryData<int, int, int, int, int, int, string> Wrong => new()
    {
        { 0, 3, 4, 2, 4, 2, "M" },
        { 2, 0, 4, 2, 4, 2, "N" },
        { 2, 3, -1, 2, 4, 2, "K" },
        { 2, 3, 4, 1, 4, 2, "StrideA" },
        { 2, 3, 4, 2, 3, 2, "StrideB" },
        { 2, 3, 4, 2, 4, 1, "StrideC" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_OneNumberWrong_IsNamed(int m, int n, int k, int strideA, int strideB, int strideC, string name)
    {
        var shape = new GemmShape(BlasOperation.None, BlasOperation.None, m, n, k, strideA, strideB, strideC);

        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => shape.Check()).ParamName);
    }

    [Fact]
    public void Check_TransposedFactors_NeedTheirStoredColumns()
    {
        new GemmShape(BlasOperation.Transpose, BlasOperation.Transpose, 2, 3, 4, StrideA: 4, StrideB: 3, StrideC: 2).Check();

        Assert.Equal("StrideA", Assert.Throws<ArgumentOutOfRangeException>(
            static () => new GemmShape(BlasOperation.Transpose, BlasOperation.None, 2, 3, 4, StrideA: 3, StrideB: 4, StrideC: 2).Check()).ParamName);
        Assert.Equal("StrideB", Assert.Throws<ArgumentOutOfRangeException>(
            static () => new GemmShape(BlasOperation.None, BlasOperation.Transpose, 2, 3, 4, StrideA: 2, StrideB: 2, StrideC: 2).Check()).ParamName);
    }
}
