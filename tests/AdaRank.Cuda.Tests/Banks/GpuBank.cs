using AdaRank.Cuda.Banks;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Tests.Banks;

/// <summary>A bank with weights, gradients and bases that repeat, for tests.</summary>
internal sealed class GpuBank : IDisposable
{
    private readonly BankKernels _kernels;

    public GpuBank(int rows, int columns, int rank, int count, MomentEncoding encoding = MomentEncoding.Float32, ulong seed = 17, WeightType weights = WeightType.BFloat16)
    {
        var type = weights is WeightType.Float32 ? ScalarType.Float32 : ScalarType.BFloat16;
        _kernels = new BankKernels(Gpu.Gpu.Open());
        Bank = new AdamBank(_kernels, "test", new BankGeometry(rows, columns, rank), [.. Enumerable.Range(0, count).Select(static index => 1000UL + (ulong)index)], encoding, Settings, seed, weights);
        Draw = new Generator(3);
        Weights = [.. Enumerable.Range(0, count).Select(_ => (randn(rows, columns, generator: Draw) * 0.02).to(type).cuda())];
        Gradients = [.. Enumerable.Range(0, count).Select(_ => zeros(rows, columns, dtype: type, device: CUDA))];
        for (var index = 0; index < count; index++)
        {
            var basis = linalg.qr(randn(Bank.Geometry.ShortSide, rank, generator: Draw)).Q;
            Bank.Bases[index].slice(1, 0, rank, 1).copy_(basis.to(type));
        }
    }

    public static AdamSettings Settings { get; } = new(0.9, 0.999, 1e-8, 0.25);

    public AdamBank Bank { get; }

    public Generator Draw { get; }

    public Tensor[] Weights { get; }

    public Tensor[] Gradients { get; }

    /// <summary>Draws all gradients anew, each matrix's of another size.</summary>
    public void DrawGradients()
    {
        for (var index = 0; index < Gradients.Length; index++)
        {
            Gradients[index].copy_(randn(Gradients[index].shape, generator: Draw) * Math.Pow(10, -1 - index));
        }
    }

    /// <summary>A basis without padding, [d, r], fp64.</summary>
    public Tensor Basis(int index) => Bank.Bases[index].slice(1, 0, Bank.Geometry.Rank, 1).to(ScalarType.Float64);

    /// <summary>A tensor of the bank, [L, r] of one matrix, without padding, fp64.</summary>
    public Tensor Read(Tensor ofAll, int index) => ofAll[index].slice(1, 0, Bank.Geometry.Rank, 1).to(ScalarType.Float64);

    public void Dispose()
    {
        Bank.Dispose();
        _kernels.Dispose();
        Draw.Dispose();
    }
}
