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
    private readonly CudaModule _bases;

    /// <summary>Compiles and loads them.</summary>
    /// <param name="banks">Kernels of moments on the same device; they outlive these.</param>
    /// <exception cref="CudaException">A library is missing or refuses.</exception>
    public ScalingKernels(BankKernels banks)
    {
        Banks = banks;
        _scaling = banks.Backend.Load(KernelSources.ChannelScaling);
        _bases = banks.Backend.Load(KernelSources.RandomBasis);
        ScaleProjected = _scaling.Kernel("scale_projected");
        ScaleChannels = _scaling.Kernel("scale_channels");
        TakeScaled = _scaling.Kernel("take_scaled");
        DrawBases = _bases.Kernel("draw_bases");
    }

    /// <summary>Kernels of moments and of the update in a subspace.</summary>
    public BankKernels Banks { get; }

    /// <summary>R times a number on the device.</summary>
    public CudaKernel ScaleProjected { get; }

    /// <summary>φ of each channel, and the limiter.</summary>
    public CudaKernel ScaleChannels { get; }

    /// <summary>N - R diag(s).</summary>
    public CudaKernel TakeScaled { get; }

    /// <summary>Random bases.</summary>
    public CudaKernel DrawBases { get; }

    /// <summary>The kernel that sums squares of channels of whole gradients.</summary>
    /// <param name="geometry">Shape and rank.</param>
    public CudaKernel Energies(BankGeometry geometry) => _scaling.Kernel($"energies_of_{(geometry.IsLeft ? "columns" : "rows")}_{Bytes(geometry)}");

    /// <summary>The kernel that moves weights along scaled gradients.</summary>
    /// <param name="geometry">Shape and rank.</param>
    public CudaKernel AddScaled(BankGeometry geometry) => _scaling.Kernel($"add_scaled_{(geometry.IsLeft ? "left" : "right")}_{Bytes(geometry)}");

    /// <inheritdoc/>
    public void Dispose()
    {
        _scaling.Dispose();
        _bases.Dispose();
    }

    /// <summary>Bytes that lines allow to move at once.</summary>
    private static int Bytes(BankGeometry geometry) => geometry.Columns % 8 == 0 ? 16 : 2;
}
