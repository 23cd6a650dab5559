using AdaRank.Cuda.Blas;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Tensors;
using TorchSharp;

namespace AdaRank.Cuda.Tests.Gpu;

public sealed class BlasTests
{
    // The error of a sum of k products is below k eps, and of random signs about sqrt(k) eps; 8 of these for the largest of all.
    private const double Fp32 = 1.2e-7;
    private const double BFloat16 = 1.0 / 256;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Multiply_Fp32_AgreesWithFp64(bool transposeLeft, bool transposeRight)
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var blas = new CudaBlas(backend.Device);
        var left = Random(transposeLeft ? [300, 65] : [65, 300], torch.float32);
        var right = Random(transposeRight ? [129, 300] : [300, 129], torch.float32);
        var product = torch.full(65, 129, float.NaN, device: torch.CUDA);

        blas.Multiply(left, right, product, backend.Stream, transposeLeft, transposeRight);

        AssertClose(Exact(left, right, transposeLeft, transposeRight), product, 8 * Fp32 * Math.Sqrt(300));
    }

    [Fact]
    public void Multiply_Fp32WithTF32_IsLessExactAndOnlyThen()
    {
        var backend = Gpu.Open();
        Assert.SkipUnless(backend.Device.Capability.Major >= 8, "This device has no TF32.");
        using var scope = torch.NewDisposeScope();
        using var blas = new CudaBlas(backend.Device);
        var left = Random([512, 512], torch.float32);
        var right = Random([512, 512], torch.float32);
        var product = torch.empty(512, 512, device: torch.CUDA);
        var exact = Exact(left, right);

        blas.MathMode = BlasMathMode.TF32;
        blas.Multiply(left, right, product, backend.Stream);
        var withTF32 = Error(exact, product);
        blas.MathMode = BlasMathMode.Default;
        blas.Multiply(left, right, product, backend.Stream);
        var without = Error(exact, product);

        Assert.InRange(without, 0, 8 * Fp32 * Math.Sqrt(512));
        Assert.True(withTF32 > 10 * without, $"{withTF32} with TF32, {without} without");
    }

    [Fact]
    public void Multiply_Fp64_AgreesWithTorch()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var blas = new CudaBlas(backend.Device);
        var left = Random([65, 300], torch.float64);
        var right = Random([300, 129], torch.float64);
        var product = torch.ones(65, 129, dtype: torch.float64, device: torch.CUDA);
        var expected = (0.5 * left.mm(right)) + 3;

        blas.Multiply(left, right, product, backend.Stream, alpha: 0.5, beta: 3);

        AssertClose(expected, product, 8 * 2.3e-16 * Math.Sqrt(300));
    }

    [Fact]
    public void Multiply_BFloat16_IsRoundedOnceInBf16AndNotAtAllInFp32()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var blas = new CudaBlas(backend.Device);
        var left = Random([64, 512], torch.bfloat16);
        var right = Random([512, 128], torch.bfloat16);
        var rounded = torch.empty(64, 128, dtype: torch.bfloat16, device: torch.CUDA);
        var summed = torch.empty(64, 128, device: torch.CUDA);
        var exact = Exact(left, right);

        blas.Multiply(left, right, rounded, backend.Stream);
        blas.Multiply(left, right, summed, backend.Stream);

        AssertClose(exact, rounded, BFloat16);
        AssertClose(exact, summed, 8 * Fp32 * Math.Sqrt(512));
        AssertClose(left.mm(right).to(torch.float64), rounded, 2 * BFloat16);
    }

    [Fact]
    public void MultiplyBatch_PointersToTensors_GivesEachProduct()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var blas = new CudaBlas(backend.Device);
        var left = Enumerable.Range(0, 5).Select(static _ => Random([64, 256], torch.bfloat16)).ToArray();
        var right = Enumerable.Range(0, 5).Select(static _ => Random([256, 32], torch.bfloat16)).ToArray();
        var product = Enumerable.Range(0, 5).Select(static _ => torch.ones(64, 32, device: torch.CUDA)).ToArray();
        using var rights = Table(backend, right);
        using var lefts = Table(backend, left);
        using var products = Table(backend, product);

        blas.MultiplyBatch(
            GemmShape.RowMajor(64, 32, 256), GemmTypes.BFloat16ToFloat32, rights.Address, lefts.Address, products.Address, 5, 1, 2, backend.Stream, "test");

        for (var i = 0; i < 5; i++)
        {
            AssertClose(Exact(left[i], right[i]) + 2, product[i], 8 * Fp32 * Math.Sqrt(256));
        }
    }

    [Fact]
    public void MultiplyStrided_Slices_GivesEachProduct()
    {
        var backend = Gpu.Open();
        using var scope = torch.NewDisposeScope();
        using var blas = new CudaBlas(backend.Device);
        var left = Random([5, 64, 256], torch.float32);
        var right = Random([256, 32], torch.float32);
        var product = torch.empty(5, 64, 32, device: torch.CUDA);

        blas.MultiplyStrided(
            GemmShape.RowMajor(64, 32, 256),
            GemmTypes.Float32,
            TensorPointer.Of(right),
            0,
            TensorPointer.Of(left),
            64 * 256,
            TensorPointer.Of(product),
            64 * 32,
            5,
            1,
            0,
            backend.Stream);

        AssertClose(left.to(torch.float64).matmul(right.to(torch.float64)), product, 8 * Fp32 * Math.Sqrt(256));
    }

    private static torch.Tensor Random(long[] shape, torch.ScalarType dtype) => torch.randn(shape, device: torch.CUDA).to(dtype);

    private static torch.Tensor Exact(torch.Tensor left, torch.Tensor right, bool transposeLeft = false, bool transposeRight = false)
    {
        var (wideLeft, wideRight) = (left.to(torch.float64), right.to(torch.float64));
        return (transposeLeft ? wideLeft.t() : wideLeft).mm(transposeRight ? wideRight.t() : wideRight);
    }

    private static CudaBuffer Table(CudaBackend backend, torch.Tensor[] tensors)
        => CudaBuffer.Holding<nint>(backend.Device, [.. tensors.Select(TensorPointer.Of)], backend.Stream, "table");

    private static double Error(torch.Tensor expected, torch.Tensor actual)
        => ((actual.to(torch.float64) - expected).abs().max() / expected.abs().max()).ToDouble();

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual, double tolerance)
    {
        var error = Error(expected, actual);
        Assert.True(error <= tolerance, $"relative error {error}, allowed {tolerance}");
    }
}
