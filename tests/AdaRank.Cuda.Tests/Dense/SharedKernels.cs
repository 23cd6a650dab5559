using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Dense;
using AdaRank.Cuda.Limiting;
using AdaRank.Cuda.Norms;

namespace AdaRank.Cuda.Tests.Dense;

/// <summary>Kernels that are compiled once for all tests of this process: they have no state.</summary>
internal static class SharedKernels
{
    private static readonly Lazy<NormKernels> LazyNorms = new(static () => new NormKernels(Gpu.Gpu.Open()));

    private static readonly Lazy<DenseKernels> LazyDense = new(static () => new DenseKernels(LazyNorms.Value));

    private static readonly Lazy<BankKernels> LazyBanks = new(static () => new BankKernels(Gpu.Gpu.Open()));

    private static readonly Lazy<ScalingKernels> LazyScaling = new(static () => new ScalingKernels(LazyBanks.Value));

    /// <summary>Kernels of banks whose gradients are scaled; skips the test where there is no device.</summary>
    public static ScalingKernels Scaling => LazyScaling.Value;

    /// <summary>Kernels that measure gradients; skips the test where there is no device.</summary>
    public static NormKernels Norms => LazyNorms.Value;

    /// <summary>Kernels of steps at full rank; skips the test where there is no device.</summary>
    public static DenseKernels Dense => LazyDense.Value;
}
