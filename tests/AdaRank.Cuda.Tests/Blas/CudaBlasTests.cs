using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Tensors;
using AdaRank.Cuda.Tests.Driver;
using TorchSharp;

namespace AdaRank.Cuda.Tests.Blas;

public sealed class CudaBlasTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Multiply_RowMajorFp32_GivesWhatTorchGives(bool transposeLeft, bool transposeRight)
    {
        using var scope = torch.NewDisposeScope();
        using var blas = FakeBlas.Open(FakeDriver.Device());
        var left = torch.arange(3 * 5, dtype: torch.float32).reshape(transposeLeft ? [5, 3] : [3, 5]);
        var right = torch.arange(5 * 4, dtype: torch.float32).reshape(transposeRight ? [4, 5] : [5, 4]) - 7;
        var product = torch.ones(3, 4);
        var expected = (0.5f * (transposeLeft ? left.t() : left).mm(transposeRight ? right.t() : right)) + (2 * product);

        blas.Multiply(
            GemmShape.RowMajor(3, 4, 5, transposeLeft, transposeRight),
            GemmTypes.Float32,
            TensorPointer.Of(right),
            TensorPointer.Of(left),
            TensorPointer.Of(product),
            0.5,
            2,
            CudaStream.Default);

        Assert.Equal(expected.data<float>().ToArray(), product.data<float>().ToArray());
    }

    [Fact]
    public void MultiplyStrided_Fp64_GivesEachProduct()
    {
        using var scope = torch.NewDisposeScope();
        using var blas = FakeBlas.Open(FakeDriver.Device());
        var left = torch.arange(2 * 3 * 4, dtype: torch.float64).reshape(2, 3, 4);
        var right = torch.arange(2 * 4 * 5, dtype: torch.float64).reshape(2, 4, 5);
        var product = torch.zeros(2, 3, 5, dtype: torch.float64);

        blas.MultiplyStrided(
            GemmShape.RowMajor(3, 5, 4), GemmTypes.Float64, TensorPointer.Of(right), 20, TensorPointer.Of(left), 12, TensorPointer.Of(product), 15, 2, 1, 0, CudaStream.Default);

        Assert.Equal(left.bmm(right).data<double>().ToArray(), product.data<double>().ToArray());
        Assert.Equal("strided 2 1 1 1 70 -1", FakeBlas.Calls[^1]);
    }

    [Fact]
    public void MultiplyBatch_TablesOfPointers_GivesEachProduct()
    {
        using var scope = torch.NewDisposeScope();
        var device = FakeDriver.Device();
        using var blas = FakeBlas.Open(device);
        torch.Tensor[] left = [torch.arange(6, dtype: torch.float32).reshape(2, 3), torch.ones(2, 3)];
        var right = torch.arange(12, dtype: torch.float32).reshape(3, 4);
        torch.Tensor[] product = [torch.zeros(2, 4), torch.zeros(2, 4)];
        using var rights = Table(device, [right, right]);
        using var lefts = Table(device, left);
        using var products = Table(device, product);

        blas.MultiplyBatch(
            GemmShape.RowMajor(2, 4, 3), GemmTypes.Float32, rights.Address, lefts.Address, products.Address, 2, 1, 0, CudaStream.Default, "mlp");

        Assert.Equal(left[0].mm(right).data<float>().ToArray(), product[0].data<float>().ToArray());
        Assert.Equal(left[1].mm(right).data<float>().ToArray(), product[1].data<float>().ToArray());
        Assert.Equal("batched 2 0 0 0 68 -1", FakeBlas.Calls[^1]);
    }

    [Fact]
    public void Constructor_Handle_IsOnTheDefaultStreamWithoutTF32()
    {
        using var blas = FakeBlas.Open(FakeDriver.Device());

        Assert.Equal(["create", "math 0"], FakeBlas.Calls);
        Assert.Equal(BlasMathMode.Default, blas.MathMode);
    }

    [Fact]
    public void MathMode_AskedFor_IsSet()
    {
        using var blas = FakeBlas.Open(FakeDriver.Device());

        blas.MathMode = BlasMathMode.TF32;

        Assert.Equal("math 3", FakeBlas.Calls[^1]);
        Assert.Equal(BlasMathMode.TF32, blas.MathMode);
    }

    [Fact]
    public void Multiply_StreamStays_IsSetOnce()
    {
        using var memory = new CudaBuffer(FakeDriver.Device(), 64, "test");
        using var blas = FakeBlas.Open(FakeDriver.Device());

        Multiply(blas, memory, new CudaStream(0x9));
        Multiply(blas, memory, new CudaStream(0x9));
        Multiply(blas, memory, CudaStream.Default);

        Assert.Equal(["stream 9", "stream 0"], FakeBlas.Calls.Where(static call => call.StartsWith("stream", StringComparison.Ordinal)));
    }

    [Fact]
    public void Multiply_LibraryFails_NamesTheBank()
    {
        using var memory = new CudaBuffer(FakeDriver.Device(), 64, "test");
        using var blas = FakeBlas.Open(FakeDriver.Device());
        FakeBlas.Failures["Gemm"] = 13;

        var failure = Assert.Throws<CudaException>(() => Multiply(blas, memory, CudaStream.Default));

        Assert.StartsWith(
            "cublasGemmEx for bank 'mlp' failed: CUBLAS_STATUS_EXECUTION_FAILED (13): what it means. A kernel queued earlier", failure.Message, StringComparison.Ordinal);
        Assert.Equal((13, "cublasGemmEx", "mlp"), (failure.StatusCode, failure.Operation, failure.Bank));
    }

    [Fact]
    public void Constructor_NoMemoryForTheHandle_IsOutOfMemory()
    {
        using var blas = FakeBlas.Open(FakeDriver.Device());
        FakeBlas.Failures["SetMathMode"] = 3;

        Assert.Throws<CudaOutOfMemoryException>(() => blas.MathMode = BlasMathMode.TF32);
    }

    [Fact]
    public void Dispose_Handle_IsDestroyedOnceAndRefusesWork()
    {
        using var memory = new CudaBuffer(FakeDriver.Device(), 64, "test");
        var blas = FakeBlas.Open(FakeDriver.Device());

        blas.Dispose();
        blas.Dispose();

        Assert.Single(FakeBlas.Calls, "destroy b1");
        Assert.Throws<ObjectDisposedException>(() => Multiply(blas, memory, CudaStream.Default));
    }

    [Theory]
    [InlineData(0, 8, 8, "a")]
    [InlineData(8, 0, 8, "b")]
    [InlineData(8, 8, 0, "c")]
    public void Multiply_NullPointer_IsNamedBeforeTheCall(int a, int b, int c, string name)
    {
        using var blas = FakeBlas.Open(FakeDriver.Device());

        var failure = Assert.Throws<ArgumentNullException>(
            () => blas.Multiply(GemmShape.RowMajor(1, 1, 1), GemmTypes.Float32, a, b, c, 1, 0, CudaStream.Default));

        Assert.Equal(name, failure.ParamName);
        Assert.DoesNotContain(FakeBlas.Calls, static call => call.StartsWith("gemm", StringComparison.Ordinal));
    }

    [Fact]
    public void MultiplyBatch_TableThatIsNotAligned_IsNamed()
    {
        using var blas = FakeBlas.Open(FakeDriver.Device());

        var failure = Assert.Throws<ArgumentException>(
            () => blas.MultiplyBatch(GemmShape.RowMajor(1, 1, 1), GemmTypes.Float32, 8, 12, 8, 1, 1, 0, CudaStream.Default));

        Assert.Equal("b", failure.ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void MultiplyBatch_NoProducts_IsRefused(int count)
    {
        using var blas = FakeBlas.Open(FakeDriver.Device());

        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(
            () => blas.MultiplyBatch(GemmShape.RowMajor(1, 1, 1), GemmTypes.Float32, 8, 8, 8, count, 1, 0, CudaStream.Default)).ParamName);
    }

    [Fact]
    public void MultiplyStrided_ProductsThatOverlap_AreRefusedWithTheirSize()
    {
        using var blas = FakeBlas.Open(FakeDriver.Device());

        var failure = Assert.Throws<ArgumentOutOfRangeException>(
            () => blas.MultiplyStrided(GemmShape.RowMajor(3, 4, 5), GemmTypes.Float32, 8, 0, 8, 0, 8, 11, 2, 1, 0, CudaStream.Default));

        Assert.Equal("distanceC", failure.ParamName);
        Assert.Contains("at least 12", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multiply_TensorOfTheHost_IsRefusedByName()
    {
        using var scope = torch.NewDisposeScope();
        using var blas = FakeBlas.Open(FakeDriver.Device());

        var failure = Assert.Throws<ArgumentException>(
            () => blas.Multiply(torch.ones(2, 3), torch.ones(3, 4), torch.ones(2, 4), CudaStream.Default));

        Assert.Contains("is on cpu", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multiply_TensorsThatDoNotFit_AreNamedWithTheirShapes()
    {
        using var scope = torch.NewDisposeScope();
        using var blas = FakeBlas.Open(FakeDriver.Device());

        AssertRefused("right", "right is [4, 3], but left is [2, 3]: the inner dimensions", torch.ones(2, 3), torch.ones(4, 3), torch.ones(2, 4));
        AssertRefused("product", "product is [2, 3]: it must be [2, 4]", torch.ones(2, 3), torch.ones(3, 4), torch.ones(2, 3));
        AssertRefused("right", "right is Float64, but left is Float32", torch.ones(2, 3), torch.ones(3, 4, dtype: torch.float64), torch.ones(2, 4));
        AssertRefused("left", "left is [2, 3, 1]: pass a contiguous matrix", torch.ones(2, 3, 1), torch.ones(3, 4), torch.ones(2, 4));
        AssertRefused("right", "right is [3, 4], not contiguous", torch.ones(2, 3), torch.ones(4, 3).t(), torch.ones(2, 4));
        AssertRefused("left", "left is Int64", torch.ones(2, 3, dtype: torch.int64), torch.ones(3, 4, dtype: torch.int64), torch.ones(2, 4));

        void AssertRefused(string parameter, string message, torch.Tensor left, torch.Tensor right, torch.Tensor product)
        {
            var failure = Assert.Throws<ArgumentException>(() => blas.Multiply(left, right, product, CudaStream.Default));
            Assert.Equal(parameter, failure.ParamName);
            Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        }
    }

    private static void Multiply(CudaBlas blas, CudaBuffer memory, CudaStream stream)
        => blas.Multiply(GemmShape.RowMajor(1, 1, 1), GemmTypes.Float32, memory.Address, memory.Address + 8, memory.Address + 16, 1, 0, stream, "mlp");

    private static CudaBuffer Table(CudaDevice device, torch.Tensor[] tensors)
        => CudaBuffer.Holding<nint>(device, [.. tensors.Select(TensorPointer.Of)], CudaStream.Default, "table");
}
