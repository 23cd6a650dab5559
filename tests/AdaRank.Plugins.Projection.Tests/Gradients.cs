using static TorchSharp.torch;

namespace AdaRank.Plugins.Projection.Tests;

/// <summary>Gradients of known spectrum.</summary>
internal static class Gradients
{
    /// <summary>U diag(s) Vᵀ with random orthonormal U and V.</summary>
    public static Tensor WithSpectrum(long rows, long columns, double[] singularValues, ScalarType dtype, long seed = 1)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var left = linalg.qr(randn([rows, singularValues.Length], ScalarType.Float64, generator: generator)).Q;
        var right = linalg.qr(randn([columns, singularValues.Length], ScalarType.Float64, generator: generator)).Q;
        return scope.MoveToOuter(left.mul(tensor(singularValues)).mm(right.t()).to(dtype));
    }

    /// <summary>The largest entry of |QᵀQ - I|.</summary>
    public static double OrthogonalityError(Tensor basis)
    {
        using var scope = NewDisposeScope();
        var wide = basis.to(ScalarType.Float64);
        return (wide.t().mm(wide) - eye(wide.shape[1], dtype: ScalarType.Float64)).abs().max().item<double>();
    }

    /// <summary>‖tensor‖_F² in fp64.</summary>
    public static double Energy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(ScalarType.Float64).square().sum().item<double>();
    }
}
