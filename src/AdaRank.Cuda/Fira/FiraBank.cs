using AdaRank.Cuda.Banks;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Limiting;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Fira;

/// <summary>Fira for matrices of one shape and rank, with weights and gradients in bf16: Adam in the subspace, the scaled gradient outside.</summary>
/// <remarks>
/// Fira (arXiv 2410.01623), method.md eq. 7.2 and 7.3. With s = φ / f the update A diag(s) + Q (N - Â diag(s)) is a low-rank product beside
/// the gradient itself: nothing of full size is made. Gradients are read three times, for R, for the norms of their channels and for the
/// update. A matrix with NaN or Inf in its gradient is passed over, and neither its state nor its count of steps changes.
/// </remarks>
internal sealed class FiraBank : IDisposable
{
    private const ulong WeightDomain = 0xD1B5_4A32_D192_ED03;

    private readonly ScalingKernels _kernels;
    private readonly FiraSettings _settings;
    private readonly ulong _seed;
    private readonly ulong[] _names;
    private readonly WeightUpdate _update;
    private readonly nint[] _weights;
    private readonly nint[] _gradients;
    private uint _rounds;

    /// <summary>Makes a bank with zero moments and zero bases.</summary>
    /// <param name="kernels">Kernels of the device; they outlive the bank.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="geometry">Shape and rank of all matrices.</param>
    /// <param name="keys">A number for each matrix that keys its random bits: the hash of its checkpoint name.</param>
    /// <param name="encoding">How moments are stored.</param>
    /// <param name="settings">Adam's settings and the limiter's.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there is no matrix.</exception>
    /// <exception cref="CudaException">The device refuses.</exception>
    public FiraBank(
        ScalingKernels kernels, string name, BankGeometry geometry, IReadOnlyList<ulong> keys, MomentEncoding encoding, FiraSettings settings, ulong seed)
    {
        settings.Limiter.Check();
        (_kernels, _settings, _seed, _names) = (kernels, settings, seed, [.. keys]);
        Moments = new SubspaceMoments(kernels, name, geometry, keys, encoding, settings.Adam, seed);
        Scaling = new ChannelScaling(kernels, Moments, ScalingKind.Fira, settings.Adam, settings.Limiter);
        _update = WeightUpdate.For(kernels.Banks, name, geometry, Moments.Count, WeightType.BFloat16);
        (_weights, _gradients) = (new nint[Moments.Count], new nint[Moments.Count]);
    }

    /// <summary>Its name, for messages.</summary>
    public string Name => Moments.Name;

    /// <summary>Bases, moments, directions: of an orthonormal basis each.</summary>
    public SubspaceMoments Moments { get; }

    /// <summary>Scalings of channels and the limiter.</summary>
    public ChannelScaling Scaling { get; }

    /// <summary>Bytes of bases, moments and what the limiter keeps, as allocated; the scratch is not among them.</summary>
    public long StateBytes => Moments.MomentBytes + (Moments.Bases.numel() * sizeof(ushort)) + (Scaling.Previous.numel() * sizeof(float));

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
            WriteTables(stream);
        }

        var (scale, rate) = (gradientScale is null ? 0 : TensorPointer.Of(gradientScale), learningRate * _settings.Adam.Scale);
        Moments.Advance(scale, stream);

        // With a full basis nothing is left outside but rounding.
        var hasOutside = Moments.Geometry.Rank < Moments.Geometry.ShortSide;
        if (hasOutside)
        {
            Scaling.Measure(scale, stream);
            Scaling.TakeFromDirections(stream);
        }

        _update.Queue(new UpdateScalars((float)(1 - (learningRate * weightDecay)), (float)-rate, _seed ^ WeightDomain, _rounds), stream);
        if (hasOutside)
        {
            Scaling.AddToWeights(rate, 0, scale, _seed, stream);
        }

        _rounds++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Scaling.Dispose();
        Moments.Dispose();
        _update.Dispose();
    }

    private void WriteTables(CudaStream stream)
    {
        Moments.WriteTables(_weights, _gradients, stream);
        var updates = new UpdateEntry[Moments.Count];
        for (var index = 0; index < updates.Length; index++)
        {
            var (basis, direction) = (TensorTable.At(Moments.Bases, index), TensorTable.At(Moments.Directions, index));
            var (a, b) = Moments.Geometry.IsLeft ? (basis, direction) : (direction, basis);
            updates[index] = new UpdateEntry(_weights[index], a, b, _names[index], TensorTable.At(Moments.Finite, index));
        }

        _update.Bind(updates, stream);
    }
}
