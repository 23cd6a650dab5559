using AdaRank.Cuda.Limiting;
using AdaRank.Cuda.Tests.Dense;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Limiting;

/// <summary>Weights and gradients that repeat, for banks whose gradients are scaled.</summary>
internal sealed class GpuMatrices : IDisposable
{
    private readonly Generator _draw = new(3);

    public GpuMatrices(int rows, int columns, int count)
    {
        // Where there is no device the test ends here.
        _ = SharedKernels.Scaling;
        Weights = [.. Enumerable.Range(0, count).Select(_ => (randn(rows, columns, generator: _draw) * 0.02).to(ScalarType.BFloat16).cuda())];
        Gradients = [.. Enumerable.Range(0, count).Select(_ => zeros(rows, columns, dtype: ScalarType.BFloat16, device: CUDA))];
        Expected = [.. Weights.Select(static weight => weight.to(ScalarType.Float64))];
    }

    public Tensor[] Weights { get; }

    public Tensor[] Gradients { get; }

    /// <summary>The weights by formulas, fp64.</summary>
    public Tensor[] Expected { get; }

    public static ulong[] Keys(int count) => [.. Enumerable.Range(0, count).Select(static index => 1000UL + (ulong)index)];

    /// <summary>Draws all gradients anew, each matrix's and each step's of another size, and channels of sizes of their own.</summary>
    public void DrawGradients(int step)
    {
        for (var index = 0; index < Gradients.Length; index++)
        {
            using var scope = NewDisposeScope();
            var shape = Gradients[index].shape;
            var size = Math.Pow(10, -1 - (index % 3)) * (1 + (2 * (step % 3)));
            var channels = rand(shape[0], 1, generator: _draw) + 0.1;
            Gradients[index].copy_(randn(shape, generator: _draw) * channels * size);
        }
    }

    /// <summary>Gives a bank orthonormal bases, as far as bf16 holds them.</summary>
    public void DrawBases(SubspaceMoments moments)
    {
        for (var index = 0; index < moments.Count; index++)
        {
            using var scope = NewDisposeScope();
            var basis = linalg.qr(randn(moments.Geometry.ShortSide, moments.Geometry.Rank, generator: _draw)).Q;
            moments.Bases[index].slice(1, 0, moments.Geometry.Rank, 1).copy_(basis.to(ScalarType.BFloat16));
        }
    }

    /// <summary>What a bank multiplied the channels of one matrix by, [L], fp64.</summary>
    public static Tensor ScalingOf(ChannelScaling scaling, int index) => scaling.Scalings[index].to(ScalarType.Float64) * scaling.Factors[index].to(ScalarType.Float64);

    public static void AssertNear(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var error = ((actual - expected).norm() / expected.norm()).item<double>();
        Assert.True(error <= tolerance, $"The relative distance of {what} is {error}, and {tolerance} is allowed.");
    }

    public void Dispose() => _draw.Dispose();
}
