using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Kernels;

/// <summary>The numbers of a tensor that lies in this process's memory, without a copy.</summary>
/// <remarks>
/// TorchSharp hands out the memory as a span, which keeps nothing alive: whoever takes one keeps the tensor. Writing this
/// way is unknown to autograd, see <see cref="MarkWritten"/>.
/// </remarks>
internal static class HostTensor
{
    /// <summary>Whether the numbers can be reached: on the CPU, one after the other, and of a length that a span has.</summary>
    /// <param name="tensor">Of any kind.</param>
    /// <param name="dtype">The element type that is wanted: fp32 or fp64.</param>
    public static bool IsReachable(Tensor tensor, ScalarType dtype) =>
        tensor.device_type is DeviceType.CPU
        && tensor.dtype == dtype
        && !tensor.is_sparse
        && tensor.is_contiguous()
        && tensor.numel() <= int.MaxValue / (dtype is ScalarType.Float64 ? sizeof(double) : sizeof(float));

    /// <summary>The numbers of a reachable tensor, in row-major order.</summary>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="tensor">Kept by the caller as long as the span is in use.</param>
    public static Span<T> Numbers<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    /// <summary>Tells autograd that a tensor was written to: a backward that still needs the old numbers is refused.</summary>
    /// <param name="tensor">Of one dimension at least. A write to an empty part of it counts, and costs next to nothing.</param>
    public static void MarkWritten(Tensor tensor)
    {
        using var nothing = tensor.narrow(0, 0, 0);
        nothing.zero_();
    }
}
