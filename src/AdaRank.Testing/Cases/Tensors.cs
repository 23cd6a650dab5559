using System.Globalization;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AdaRank.Testing.Cases;

/// <summary>What the contracts ask of tensors.</summary>
internal static class Tensors
{
    /// <summary>Handles that this thread has made and nobody has disposed. Finalizers run on another thread.</summary>
    public static long LiveCount => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    /// <summary>ε of a type: the distance from 1 to the next number.</summary>
    public static double Epsilon(ScalarType dtype) => dtype is ScalarType.Float64 ? Math.Pow(2, -52) : Math.Pow(2, -23);

    /// <summary>‖tensor‖_F² in fp64.</summary>
    public static double Energy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(ScalarType.Float64).square().sum().item<double>();
    }

    /// <summary>The largest entry of |QᵀQ - I|.</summary>
    public static double OrthogonalityError(Tensor basis)
    {
        using var scope = NewDisposeScope();
        var exact = basis.to(ScalarType.Float64);
        return (exact.t().mm(exact) - eye(exact.shape[1], dtype: ScalarType.Float64)).abs().max().item<double>();
    }

    /// <summary>Normal numbers, the same for the same seed.</summary>
    public static Tensor Normal(long[] shape, ScalarType dtype, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        return scope.MoveToOuter(randn(shape, ScalarType.Float64, generator: generator).to(dtype));
    }

    /// <summary>Orthonormal columns.</summary>
    public static Tensor Orthonormal(long rows, long columns, ScalarType dtype, ulong seed)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(linalg.qr(Normal([rows, columns], ScalarType.Float64, seed)).Q.to(dtype));
    }

    /// <summary>U diag(s) Vᵀ with random orthonormal U and V.</summary>
    public static Tensor WithSpectrum(long rows, long columns, double[] singularValues, ScalarType dtype, ulong seed)
    {
        using var scope = NewDisposeScope();
        var left = Orthonormal(rows, singularValues.Length, ScalarType.Float64, seed);
        var right = Orthonormal(columns, singularValues.Length, ScalarType.Float64, seed + 1);
        return scope.MoveToOuter(left.mul(tensor(singularValues)).mm(right.t()).to(dtype));
    }

    /// <summary>Whether all entries are numbers.</summary>
    public static void AssertFinite(Tensor actual, string what)
    {
        using var scope = NewDisposeScope();
        Assert.True(actual.isfinite().all().item<bool>(), $"{what} holds NaN or infinity.");
    }

    /// <summary>Whether two tensors are the same to the last bit.</summary>
    public static void AssertSameBits(Tensor expected, Tensor actual, string what)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        var (left, right) = (expected.detach().contiguous(), actual.detach().contiguous());
        Assert.True(left.bytes.SequenceEqual(right.bytes), $"{what} is not what it was, or not the same twice.");
    }

    /// <summary>Whether two tensors are equal but for rounding.</summary>
    public static void AssertClose(Tensor expected, Tensor actual, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (expected.detach().to(ScalarType.Float64), actual.detach().to(ScalarType.Float64));
        var scale = Math.Max(left.abs().max().item<double>(), double.Epsilon);
        var error = (left - right).abs().max().item<double>();
        Assert.True(
            error <= tolerance * scale,
            string.Create(CultureInfo.InvariantCulture, $"{what} differs by {error:G3} where at most {tolerance * scale:G3} is rounding."));
    }

    /// <summary>Copies that outlive the dispose scope around them.</summary>
    public static IReadOnlyList<Tensor> Keep(IEnumerable<Tensor> tensors) =>
        [.. Snapshot(tensors).Select(tensor => tensor.MoveToOuterDisposeScope())];

    /// <summary>Copies that stay what they are.</summary>
    public static IReadOnlyList<Tensor> Snapshot(IEnumerable<Tensor> tensors) => [.. tensors.Select(tensor => tensor.detach().clone())];
}
