using AdaRank.Plugins.Projection.LinearAlgebra;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests.LinearAlgebra;

public sealed class CholeskyQrTests
{
    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e30)]
    public void TryOf_SquaresBeyondTheRangeOfTheType_GivesTheSameColumns(double factor)
    {
        using var scope = NewDisposeScope();
        var columns = Subspace.Normal(20, 5, 1);

        var basis = CholeskyQr.TryOf((columns * factor).to(ScalarType.Float32));

        Assert.NotNull(basis);
        Subspace.AssertClose(CholeskyQr.TryOf(columns)!.to(ScalarType.Float32), basis, 1e-5);
    }

    [Fact]
    public void TryOf_NoEntryAboveZero_GivesABasis()
    {
        using var scope = NewDisposeScope();
        var columns = -Subspace.Normal(20, 5, 1).abs();
        columns[3, 2] = 0;

        Assert.NotNull(CholeskyQr.TryOf(columns));
    }

    public static TheoryData<int> Exponents => [.. Enumerable.Range(0, 31)];

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Of_AnyCondition_IsOrthonormal(int exponent)
    {
        foreach (var (rows, columns) in new[] { (64, 16), (16, 16), (200, 1) })
        {
            foreach (var factor in new[] { 1e-20, 1, 1e20 })
            {
                using var scope = NewDisposeScope();
                double[] values = [.. Enumerable.Range(0, columns).Select(index => factor * Math.Pow(10, -exponent * index / Math.Max(1.0, columns - 1)))];
                var block = Gradients.WithSpectrum(rows, columns, values, ScalarType.Float32, seed: exponent + 1);

                var error = Gradients.OrthogonalityError(CholeskyQr.Of(block));

                Assert.True(error <= 1e-5, $"{rows} x {columns}, condition 1e{exponent}, scale {factor}: |QᵀQ - I| = {error:g2}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Of_DependentColumns_IsOrthonormalAllTheSame(int rank)
    {
        using var scope = NewDisposeScope();
        var block = Subspace.Normal(40, Math.Max(rank, 1), 3, ScalarType.Float32).mm(Subspace.Normal(Math.Max(rank, 1), 8, 4, ScalarType.Float32)).mul_(Math.Sign(rank));

        Assert.Null(CholeskyQr.TryOf(block));
        Assert.True(Gradients.OrthogonalityError(CholeskyQr.Of(block)) <= 1e-5);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(30)]
    public void Of_ConditionThatPivotsDoNotShow_IsOrthonormal(int size)
    {
        using var scope = NewDisposeScope();

        // Kahan's kind: ones on the diagonal and -1 above it, whose condition grows as 2 to the size while its pivots look harmless.
        var block = (eye(size) - ones([size, size]).triu(1)).to(ScalarType.Float32);

        Assert.True(Gradients.OrthogonalityError(CholeskyQr.Of(block)) <= 1e-5);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-5)]
    [InlineData(ScalarType.Float64, 1e-13)]
    public void TryOf_GoodCondition_IsTheFactorOfGramSchmidt(ScalarType dtype, double tolerance)
    {
        foreach (var (rows, columns) in new[] { (50, 12), (12, 12), (7, 1) })
        {
            using var scope = NewDisposeScope();
            var block = Gradients.WithSpectrum(rows, columns, [.. Enumerable.Range(0, columns).Select(index => 5.0 / (index + 5))], dtype, seed: 9);

            var basis = CholeskyQr.TryOf(block);

            Assert.NotNull(basis);
            Subspace.AssertClose(RangeBasis.WithPositiveDiagonal(block), basis, tolerance);
            var triangle = basis.t().mm(block);
            Assert.True(triangle.diagonal().gt(0).all().item<bool>());
            Subspace.AssertClose(zeros_like(triangle), triangle.tril(-1) + 0, double.PositiveInfinity);
            Assert.True(triangle.tril(-1).abs().max().to(ScalarType.Float64).item<double>() <= tolerance);
        }
    }

    [Theory]
    [InlineData(1.2e-3, true)]
    [InlineData(0.8e-3, false)]
    public void TryOf_SmallPivot_IsTakenDownToAThousandth(double pivot, bool isTaken)
    {
        using var scope = NewDisposeScope();
        var block = eye(6, 3, dtype: ScalarType.Float32).mul_(tensor([1f, (float)pivot, 0.5f]));

        Assert.Equal(isTaken, CholeskyQr.TryOf(block) is not null);
    }

    [Fact]
    public void TryOf_NotANumber_IsRefused()
    {
        using var scope = NewDisposeScope();

        Assert.Null(CholeskyQr.TryOf(full([5, 2], float.NaN)));
    }

    [Fact]
    public void Of_Done_LeavesNothingButTheBasis()
    {
        using var scope = NewDisposeScope();
        var (good, bad) = (Subspace.Normal(20, 4, 1), zeros([20, 4], ScalarType.Float64));
        CholeskyQr.Of(good).Dispose();
        var before = Tensor.TotalCount;

        CholeskyQr.Of(good).Dispose();
        CholeskyQr.Of(bad).Dispose();

        Assert.InRange(Tensor.TotalCount, 0, before);
    }
}
