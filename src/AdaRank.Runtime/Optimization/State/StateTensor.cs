using AdaRank.State;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Optimization.State;

/// <summary>One state tensor between two steps: perhaps encoded, opened for a step and closed after it.</summary>
internal abstract class StateTensor : IDisposable
{
    /// <summary>How it is stored.</summary>
    public abstract StateEncoding Encoding { get; }

    /// <summary>Bytes that are allocated for it.</summary>
    public abstract long AllocatedBytes { get; }

    /// <summary>A tensor of zeros that outlives every dispose scope.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="encoding">How it is stored.</param>
    /// <param name="isSigned">Whether it may be negative.</param>
    /// <param name="dtype">What a step sees: fp32 or fp64.</param>
    /// <param name="device">Where it lives.</param>
    public static StateTensor Zeros(ReadOnlySpan<long> shape, StateEncoding encoding, bool isSigned, ScalarType dtype, Device device) => encoding switch
    {
        StateEncoding.BFloat16 => new BFloat16StateTensor(shape, dtype, device),
        StateEncoding.Blockwise8Bit => device.type is DeviceType.CPU
            ? new BlockwiseStateTensor(shape, isSigned, dtype)
            : new DeviceBlockwiseStateTensor(shape, isSigned, dtype, device),
        _ => new FullStateTensor(Storage.Zeros(shape, dtype, device)),
    };

    /// <summary>The numbers. What is written to them counts only once they are given to <see cref="Close"/>.</summary>
    /// <returns>The stored tensor itself, or a copy that the caller's scope owns.</returns>
    public abstract Tensor Open();

    /// <summary>Takes numbers over. They stay the caller's, unless they are the stored tensor itself.</summary>
    /// <param name="numbers">Of this tensor's shape.</param>
    /// <param name="rounding">Random bits for the rounding; other ones at every call.</param>
    public abstract void Close(Tensor numbers, RoundingBits rounding);

    /// <inheritdoc/>
    public abstract void Dispose();
}
