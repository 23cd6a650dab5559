using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Kernels;
using AdaRank.Cuda.Launch;

namespace AdaRank.Cuda.Limiting;

/// <summary>The compiled kernels of gradients that are scaled by Adam's step length, of one device.</summary>
internal sealed class ScalingKernels : IDisposable
{
    private readonly CudaModule _scaling;
    private readonly CudaModule _fira;
    private readonly CudaModule _bases;

    /// <summary>Compiles and loads them.</summary>
    /// <param name="banks">Kernels of moments on the same device; they outlive these.</param>
    /// <exception cref="CudaException">A library is missing or refuses.</exception>
    public ScalingKernels(BankKernels banks)
    {
        Banks = banks;
        _scaling = banks.Backend.Load(KernelSources.ChannelScaling);
        _fira = banks.Backend.Load(KernelSources.FiraUpdate);
        _bases = banks.Backend.Load(KernelSources.RandomBasis);
    }

    /// <summary>Kernels of moments and of the update in a subspace.</summary>
    public BankKernels Banks { get; }

    /// <summary>The kernel that multiplies R by a number on the device.</summary>
    /// <param name="projected">The type of R.</param>
    public CudaKernel ScaleProjected(WeightType projected) => _scaling.Kernel($"scale_projected_{Name(projected)}");

    /// <summary>The kernel that finds φ of each channel, and limits.</summary>
    /// <param name="projected">The type of R.</param>
    /// <param name="weights">The type of weights and directions.</param>
    public CudaKernel ScaleChannels(WeightType projected, WeightType weights) => _scaling.Kernel($"scale_channels_{Name(projected)}_{Name(weights)}");

    /// <summary>The kernel of N - R diag(s).</summary>
    /// <param name="projected">The type of R.</param>
    /// <param name="weights">The type of weights and directions.</param>
    public CudaKernel TakeScaled(WeightType projected, WeightType weights) => _scaling.Kernel($"take_scaled_{Name(projected)}_{Name(weights)}");

    /// <summary>The kernel that sums squares of channels of whole gradients.</summary>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="weights">The type of gradients.</param>
    public CudaKernel Energies(BankGeometry geometry, WeightType weights) =>
        _scaling.Kernel($"energies_of_{(geometry.IsLeft ? "columns" : "rows")}_{Name(weights)}{Suffix(geometry)}");

    /// <summary>The kernel that moves weights along scaled gradients.</summary>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="weights">The type of weights and gradients.</param>
    public CudaKernel AddScaled(BankGeometry geometry, WeightType weights) =>
        _scaling.Kernel($"add_scaled_{(geometry.IsLeft ? "left" : "right")}_{Name(weights)}{Suffix(geometry)}");

    /// <summary>The kernel that draws bases.</summary>
    /// <param name="weights">Their type.</param>
    public CudaKernel DrawBases(WeightType weights) => _bases.Kernel($"draw_bases_{Name(weights)}");

    /// <summary>The kernel that makes Fira's whole update in one pass, if there is one: it needs bf16, even lines, and factors that fit shared memory.</summary>
    /// <param name="geometry">Shape and rank.</param>
    /// <param name="count">How many matrices.</param>
    /// <param name="weights">The type of weights and gradients.</param>
    public (CudaKernel Kernel, LaunchShape Shape)? FiraUpdate(BankGeometry geometry, int count, WeightType weights)
    {
        const int tileRows = 128;
        const int tileColumns = 64;
        const int tilesOfABlock = 8;
        const int mostDepth = 128;
        if (weights is WeightType.Float32 || geometry.Columns % 8 != 0 || geometry.Stride > mostDepth)
        {
            return null;
        }

        // One stage of the lines that stay, two of those that change.
        var depth = geometry.Stride <= mostDepth / 2 ? mostDepth / 2 : mostDepth;
        var shared = (tileRows + (2 * tileColumns)) * depth * sizeof(ushort);
        var tiles = (geometry.Columns + tileColumns - 1) / tileColumns;
        var strips = (geometry.Rows + tileRows - 1) / tileRows;
        return (_fira.Kernel($"fira_update_{(geometry.IsLeft ? "left" : "right")}_d{depth}"), new LaunchShape(Math.Max(1, tiles / tilesOfABlock), strips, count, SharedBytes: shared));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scaling.Dispose();
        _fira.Dispose();
        _bases.Dispose();
    }

    private static string Name(WeightType type) => type is WeightType.Float32 ? "fp32" : "bf16";

    /// <summary>Lines of which each begins at a multiple of 16 bytes are moved eight numbers at once.</summary>
    private static string Suffix(BankGeometry geometry) => geometry.Columns % 8 == 0 ? "" : "_unaligned";
}
