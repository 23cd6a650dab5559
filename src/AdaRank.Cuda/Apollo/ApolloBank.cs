using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Limiting;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Apollo;

/// <summary>APOLLO and APOLLO-Mini for matrices of one shape and rank, with weights and gradients in bf16.</summary>
/// <remarks>
/// APOLLO (arXiv 2412.05270), method.md eq. 7.4 and 7.5: W ← (1 - lr wd) W - lr √scale A diag(s), s the step length that Adam takes in a small random space.
/// Weights and gradients pass once; before that gradients are read for R and for the norms of their channels. A matrix with NaN or
/// Inf in its gradient is passed over, and neither its state nor its count of steps changes.
/// </remarks>
internal sealed class ApolloBank : IDisposable
{
    private const ulong BasisDomain = 0xE703_7ED1_A0B4_28DB;
    private const int Threads = 256;

    private readonly ScalingKernels _kernels;
    private readonly ApolloSettings _settings;
    private readonly ulong _seed;
    private readonly nint[] _weights;
    private readonly nint[] _gradients;

    /// <summary>Makes a bank with zero moments and zero bases: draw or set them before the first step.</summary>
    /// <param name="kernels">Kernels of the device; they outlive the bank.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="geometry">Shape and rank of all matrices.</param>
    /// <param name="keys">A number for each matrix that keys its random bits: the hash of its checkpoint name.</param>
    /// <param name="encoding">How moments are stored.</param>
    /// <param name="settings">Adam's settings, the limiter's, scale and granularity.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there is no matrix.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public ApolloBank(
        ScalingKernels kernels, string name, BankGeometry geometry, IReadOnlyList<ulong> keys, MomentEncoding encoding, ApolloSettings settings, ulong seed)
    {
        settings.Check();
        (_kernels, _settings, _seed) = (kernels, settings, seed);
        Moments = new SubspaceMoments(kernels, name, geometry, keys, encoding, settings.Adam, seed);
        Scaling = new ChannelScaling(
            kernels, Moments, settings.IsPerTensor ? ScalingKind.ApolloTensor : ScalingKind.ApolloChannel, settings.Adam, settings.Limiter);
        (_weights, _gradients) = (new nint[Moments.Count], new nint[Moments.Count]);
    }

    /// <summary>Its name, for messages.</summary>
    public string Name => Moments.Name;

    /// <summary>Bases, moments, directions. Bases need not be orthonormal.</summary>
    public SubspaceMoments Moments { get; }

    /// <summary>Scalings of channels and the limiter.</summary>
    public ChannelScaling Scaling { get; }

    /// <summary>Bytes of moments and what the limiter keeps, as allocated. Bases are not state: they come of seed, name and draw.</summary>
    public long StateBytes => Moments.MomentBytes + (Scaling.Previous.numel() * sizeof(float));

    /// <summary>Queues the drawing of all bases: entries N(0, 1/r), rounded to bf16, by seed, name and draw alone.</summary>
    /// <param name="draw">Which draw it is.</param>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void DrawBases(uint draw)
    {
        var geometry = Moments.Geometry;
        var arguments = new KernelArguments(stackalloc ulong[7]);
        arguments.Add(Moments.Bases);
        arguments.Add(Moments.Names.Address);
        arguments.Add(geometry.ShortSide);
        arguments.Add(geometry.Rank);
        arguments.Add(geometry.Stride);
        arguments.Add(_seed ^ BasisDomain);
        arguments.Add(draw);
        var blocks = Math.Clamp((long)geometry.ShortSide * geometry.Stride / (8 * Threads), 1, 256);
        _kernels.DrawBases.Launch(new LaunchShape(blocks, Moments.Count, BlockX: Threads), arguments, _kernels.Banks.Backend.Stream, Name);
    }

    /// <summary>Queues one step of all matrices.</summary>
    /// <param name="weights">W of each, [m, n] in bf16, contiguous, on the device. Updated in place, rounded stochastically.</param>
    /// <param name="gradients">G of each, of the same kind. Not changed.</param>
    /// <param name="learningRate">lr.</param>
    /// <param name="weightDecay">wd of W ← (1 - lr wd) W.</param>
    /// <param name="gradientScale">What gradients are multiplied by, one fp32 number on the device; null for 1.</param>
    /// <remarks>Weights and gradients must live until the step has run. Tables go to the device only when one of them has moved.</remarks>
    /// <exception cref="ArgumentException">A tensor does not fit the bank, or a rate is not finite. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public void Step(IReadOnlyList<Tensor> weights, IReadOnlyList<Tensor> gradients, double learningRate, double weightDecay, Tensor? gradientScale = null)
    {
        var ordinal = _kernels.Banks.Backend.Device.Ordinal;
        TensorTable.CheckRate(nameof(learningRate), learningRate);
        TensorTable.CheckRate(nameof(weightDecay), weightDecay);
        BankTensors.Check(nameof(weights), weights, ScalarType.BFloat16, Moments.Geometry, Moments.Count, ordinal, Name);
        BankTensors.Check(nameof(gradients), gradients, ScalarType.BFloat16, Moments.Geometry, Moments.Count, ordinal, Name);
        if (gradientScale is not null)
        {
            TensorTable.Check(nameof(gradientScale), 0, gradientScale, ScalarType.Float32, 1, ordinal, Name);
        }

        var hasMoved = TensorTable.Take(weights, _weights) | TensorTable.Take(gradients, _gradients);
        var stream = _kernels.Banks.Backend.Stream;
        if (hasMoved)
        {
            Moments.WriteTables(_weights, _gradients, stream);
        }

        var scale = gradientScale is null ? 0 : TensorPointer.Of(gradientScale);
        Moments.Advance(scale, stream);
        Scaling.Measure(scale, stream);
        Scaling.AddToWeights(learningRate * Math.Sqrt(_settings.Scale), learningRate * weightDecay, scale, _seed, stream);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Scaling.Dispose();
        Moments.Dispose();
    }
}
