using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Limiting;

/// <summary>What the gradients of a bank are multiplied by, channel by channel, and the limiter of their growth.</summary>
/// <remarks>
/// Fira (arXiv 2410.01623) and APOLLO (arXiv 2412.05270), method.md eq. 7.2 to 7.5. Nothing of full size is made: the norm of what is outside a subspace is
/// ‖A_j‖² - ‖Â_j‖² of each channel for an orthonormal basis. The basis is in bf16, which leaves ‖Â_j‖² right to about 2⁻⁸ / √d of itself;
/// where the difference is no more than 2⁻⁶ / √d of ‖A_j‖² it has no meaning and counts as zero in the limiter's norm.
/// </remarks>
internal sealed class ChannelScaling : IDisposable
{
    // As in channel_scaling.cu.
    private const int Threads = 256;
    private const int ChannelsAtOnce = 8;
    private const int ColumnsOfABlock = 256;
    private const int LinesOfABlock = 64;
    private const int SumsOfAMatrix = 3;
    private const ulong GradientDomain = 0xA076_1D64_78BD_642F;

    private readonly ScalingKernels _kernels;
    private readonly SubspaceMoments _moments;
    private readonly ScalingKind _kind;
    private readonly AdamSettings _adam;
    private readonly LimiterSettings _limiter;
    private readonly CudaKernel _energies;
    private readonly CudaKernel _addScaled;
    private readonly int _energyParts;
    private readonly int _blocks;
    private readonly CudaBuffer _parts;
    private readonly CudaBuffer _tickets;
    private readonly Tensor _channelEnergies;

    /// <summary>Makes a limiter that has let nothing through yet.</summary>
    /// <param name="kernels">Kernels of the device; they outlive this object.</param>
    /// <param name="moments">The moments that scalings come of; they outlive this object.</param>
    /// <param name="kind">Which scaling.</param>
    /// <param name="adam">Decays of the moments.</param>
    /// <param name="limiter">γ and stage.</param>
    /// <exception cref="ArgumentException">γ is out of its range.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public ChannelScaling(ScalingKernels kernels, SubspaceMoments moments, ScalingKind kind, AdamSettings adam, LimiterSettings limiter)
    {
        limiter.Check();
        (_kernels, _moments, _kind, _adam, _limiter) = (kernels, moments, kind, adam, limiter);
        var geometry = moments.Geometry;
        (_energies, _addScaled) = (kernels.Energies(geometry), kernels.AddScaled(geometry));
        _energyParts = EnergyParts(geometry);
        _blocks = Math.Clamp(geometry.LongSide / (4 * ChannelsAtOnce), 1, 64);

        var cuda = kernels.Banks.Backend.Device;
        var device = new Device(TorchSharp.DeviceType.CUDA, cuda.Ordinal);
        _channelEnergies = zeros([moments.Count, _energyParts, geometry.LongSide], ScalarType.Float64, device).DetachFromDisposeScope();
        Scalings = zeros([moments.Count, geometry.LongSide], ScalarType.Float32, device).DetachFromDisposeScope();
        Factors = zeros([moments.Count], ScalarType.Float32, device).DetachFromDisposeScope();
        Previous = zeros([moments.Count], ScalarType.Float32, device).DetachFromDisposeScope();
        _parts = new CudaBuffer(cuda, (long)moments.Count * _blocks * SumsOfAMatrix * sizeof(double), moments.Name);
        _tickets = new CudaBuffer(cuda, (long)moments.Count * sizeof(uint), moments.Name);
        _tickets.Fill(0, kernels.Banks.Backend.Stream);
    }

    /// <summary>Of each channel, [count, L], fp32; what a gradient is multiplied by is this times <see cref="Factors"/>.</summary>
    public Tensor Scalings { get; }

    /// <summary>Of each matrix, [count], fp32: 1 / f, and for <see cref="ScalingKind.ApolloTensor"/> its scaling too.</summary>
    public Tensor Factors { get; }

    /// <summary>The norm that the limiter let through, [count], fp32; 0 for none yet. State.</summary>
    public Tensor Previous { get; }

    /// <summary>The share of a channel's energy below which none counts as outside a subspace.</summary>
    /// <param name="shortSide">d.</param>
    public static double OutsideShare(int shortSide) => Math.Pow(2, -6) / Math.Sqrt(shortSide);

    /// <summary>In how many parts squares of a channel are summed: rows are not divided.</summary>
    /// <param name="geometry">Shape of the matrices.</param>
    public static int EnergyParts(BankGeometry geometry) => geometry.IsLeft ? (geometry.Rows + LinesOfABlock - 1) / LinesOfABlock : 1;

    /// <summary>Queues scalings and limiter, from gradients whose addresses stand in the table and the directions of this step.</summary>
    /// <param name="gradientScale">Address of what gradients are multiplied by; 0 for none.</param>
    /// <param name="stream">Where.</param>
    public void Measure(nint gradientScale, CudaStream stream)
    {
        var geometry = _moments.Geometry;
        var energies = new KernelArguments(stackalloc ulong[5]);
        energies.Add(_moments.GradientTable);
        energies.Add(_channelEnergies);
        energies.Add(geometry.Rows);
        energies.Add(geometry.Columns);
        energies.Add((long)_energyParts * geometry.LongSide);
        var shape = geometry.IsLeft
            ? new LaunchShape(Blocks(geometry.Columns, ColumnsOfABlock), _energyParts, _moments.Count, Threads)
            : new LaunchShape(Blocks(geometry.Rows, ChannelsAtOnce), 1, _moments.Count, Threads);
        _energies.Launch(shape, energies, stream, _moments.Name);

        var arguments = new KernelArguments(stackalloc ulong[20]);
        arguments.Add(_moments.Projected);
        arguments.Add(_moments.Directions);
        arguments.Add(_channelEnergies);
        arguments.Add(_moments.Finite);
        arguments.Add(_moments.Steps);
        arguments.Add(gradientScale);
        arguments.Add(Scalings);
        arguments.Add(Factors);
        arguments.Add(Previous);
        arguments.Add(_parts.Address);
        arguments.Add(_tickets.Address);
        arguments.Add(geometry.LongSide);
        arguments.Add(geometry.Stride);
        arguments.Add(_energyParts);
        arguments.Add((int)_kind);
        arguments.Add(OutsideShare(geometry.ShortSide));
        arguments.Add(_limiter.Gamma);
        arguments.Add(_limiter.IsRaw ? 1 : 0);
        arguments.Add(_adam.Beta1);
        arguments.Add(_adam.Beta2);
        _kernels.ScaleChannels.Launch(new LaunchShape(_blocks, _moments.Count, BlockX: Threads), arguments, stream, _moments.Name);
    }

    /// <summary>Queues N ← N - R diag(s).</summary>
    /// <param name="stream">Where.</param>
    public void TakeFromDirections(CudaStream stream)
    {
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(_moments.Directions);
        arguments.Add(_moments.Projected);
        arguments.Add(Scalings);
        arguments.Add(Factors);
        arguments.Add(_moments.Finite);
        arguments.Add(_moments.Geometry.LongSide);
        arguments.Add(_moments.Geometry.Stride);
        var blocks = Math.Clamp(_moments.Geometry.MomentCount / (8 * Threads), 1, 64);
        _kernels.TakeScaled.Launch(new LaunchShape(blocks, _moments.Count, BlockX: Threads), arguments, stream, _moments.Name);
    }

    /// <summary>Queues W ← W - decay W - rate G diag(s), rounded stochastically, for weights whose addresses stand in the table.</summary>
    /// <param name="rate">What all scalings are multiplied by.</param>
    /// <param name="decay">lr wd.</param>
    /// <param name="gradientScale">Address of what gradients are multiplied by; 0 for none.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="stream">Where.</param>
    public void AddToWeights(double rate, double decay, nint gradientScale, ulong seed, CudaStream stream)
    {
        var geometry = _moments.Geometry;
        var arguments = new KernelArguments(stackalloc ulong[14]);
        arguments.Add(_moments.WeightTable);
        arguments.Add(_moments.GradientTable);
        arguments.Add(_moments.Names.Address);
        arguments.Add(Scalings);
        arguments.Add(Factors);
        arguments.Add(gradientScale);
        arguments.Add(_moments.Finite);
        arguments.Add(_moments.Steps);
        arguments.Add(geometry.Rows);
        arguments.Add(geometry.Columns);
        arguments.Add(geometry.LongSide);
        arguments.Add((float)rate);
        arguments.Add((float)decay);
        arguments.Add(seed ^ GradientDomain);
        _addScaled.Launch(
            new LaunchShape(Blocks(geometry.Columns, ColumnsOfABlock), Blocks(geometry.Rows, LinesOfABlock), _moments.Count, Threads), arguments, stream, _moments.Name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _channelEnergies.Dispose();
        Scalings.Dispose();
        Factors.Dispose();
        Previous.Dispose();
        _parts.Dispose();
        _tickets.Dispose();
    }

    private static int Blocks(int count, int ofABlock) => (count + ofABlock - 1) / ofABlock;
}
