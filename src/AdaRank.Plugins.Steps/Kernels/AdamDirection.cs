using System.Numerics;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>Moments and direction of one tensor, on several threads when it is large.</summary>
/// <typeparam name="T">fp32 or fp64.</typeparam>
internal sealed class AdamDirection<T> : IChunkedWork
    where T : unmanaged, IRootFunctions<T>
{
    /// <summary>Numbers to a chunk: less work than to wake a thread for is left to the one that asks.</summary>
    private const int Length = 1 << 14;

    private readonly Tensor _gradient;
    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly Tensor _direction;
    private readonly AdamNumbers<T> _numbers;

    private AdamDirection(Tensor gradient, Tensor first, Tensor second, Tensor direction, in AdamNumbers<T> numbers) =>
        (_gradient, _first, _second, _direction, _numbers) = (gradient, first, second, direction, numbers);

    /// <summary>Takes a gradient into the moments and writes factor · N. All tensors are reachable and of the same length.</summary>
    /// <param name="gradient">G.</param>
    /// <param name="first">M, updated.</param>
    /// <param name="second">V, updated.</param>
    /// <param name="direction">Receives factor · N; may be the gradient.</param>
    /// <param name="numbers">The numbers of this step.</param>
    public static void Run(Tensor gradient, Tensor first, Tensor second, Tensor direction, in AdamNumbers<T> numbers)
    {
        var length = HostTensor.Numbers<T>(gradient).Length;
        if (length > Length)
        {
            SharedWork.Run(new AdamDirection<T>(gradient, first, second, direction, numbers), (length + Length - 1) / Length);
        }
        else
        {
            Run(gradient, first, second, direction, numbers, ..length);
        }
    }

    /// <inheritdoc/>
    public void Run(int chunk)
    {
        var start = chunk * Length;
        var end = Math.Min(start + Length, HostTensor.Numbers<T>(_gradient).Length);
        Run(_gradient, _first, _second, _direction, _numbers, start..end);
    }

    private static void Run(Tensor gradient, Tensor first, Tensor second, Tensor direction, in AdamNumbers<T> numbers, Range range) =>
        AdamKernel.Direction(
            HostTensor.Numbers<T>(gradient)[range],
            HostTensor.Numbers<T>(first)[range],
            HostTensor.Numbers<T>(second)[range],
            HostTensor.Numbers<T>(direction)[range],
            numbers);
}
