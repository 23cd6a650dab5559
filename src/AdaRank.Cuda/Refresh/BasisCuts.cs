using AdaRank.Cuda.Errors;
using AdaRank.Cuda.Launch;
using AdaRank.Cuda.Tensors;
using static TorchSharp.torch;

namespace AdaRank.Cuda.Refresh;

/// <summary>Writes the columns that are kept into bases, wherever these lie: a matrix whose rank has changed moves to the buffers of another bank.</summary>
internal static class BasisCuts
{
    /// <summary>Queues the cuts, one launch for all.</summary>
    /// <param name="kernels">Kernels of the device.</param>
    /// <param name="cuts">What is cut.</param>
    /// <param name="lines">d, the same for all.</param>
    /// <param name="bank">The name of the bank, for messages.</param>
    /// <remarks>Columns behind the rank become zero. A matrix whose status says that its gradient is not finite keeps its basis.</remarks>
    /// <exception cref="ArgumentException">A cut does not fit. Nothing was queued then.</exception>
    /// <exception cref="CudaException">The device refuses, or earlier work on it failed.</exception>
    public static void Write(RefreshKernels kernels, IReadOnlyList<BasisCut> cuts, int lines, string bank)
    {
        ArgumentOutOfRangeException.ThrowIfZero(cuts.Count, nameof(cuts));
        var entries = new CutEntry[cuts.Count];
        for (var index = 0; index < entries.Length; index++)
        {
            var (candidates, basis, rank, status) = cuts[index];
            CheckLines($"{nameof(cuts)}[{index}].Candidates", candidates, lines);
            CheckLines($"{nameof(cuts)}[{index}].Basis", basis, lines);
            if (rank < 1 || rank > Math.Min(candidates.size(1), basis.size(1)))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(cuts), rank, $"{nameof(cuts)}[{index}] keeps {rank} of {candidates.size(1)} columns in lines of {basis.size(1)}: keep at least 1, and no more than both.");
            }

            entries[index] = new CutEntry(TensorPointer.Of(candidates), TensorPointer.Of(basis), status, rank, (int)candidates.size(1), (int)basis.size(1));
        }

        var (device, stream) = (kernels.Backend.Device, kernels.Backend.Stream);
        using var table = empty([entries.Length * 5], ScalarType.Int64, new Device(TorchSharp.DeviceType.CUDA, device.Ordinal));
        using (device.Enter())
        {
            device.Driver.CopyToDevice(TensorPointer.Of(table), System.Runtime.InteropServices.MemoryMarshal.AsBytes<CutEntry>(entries), stream, bank);
        }

        var arguments = new KernelArguments(stackalloc ulong[2]);
        arguments.Add(TensorPointer.Of(table));
        arguments.Add(lines);
        var eights = (long)lines * entries.Max(static entry => entry.BasisStride) / 8;
        kernels.CutBases.Launch(
            new LaunchShape(Math.Clamp((eights + RefreshPass.Threads - 1) / RefreshPass.Threads, 1, 1024), entries.Length, BlockX: RefreshPass.Threads), arguments, stream, bank);
    }

    private static void CheckLines(string parameter, Tensor tensor, int lines)
    {
        if (tensor.dtype != ScalarType.BFloat16 || tensor.device_type != TorchSharp.DeviceType.CUDA || !tensor.is_contiguous()
            || tensor.dim() != 2 || tensor.size(0) != lines || tensor.size(1) % 8 != 0 || TensorPointer.Of(tensor) % 16 != 0)
        {
            throw new ArgumentException(
                $"{parameter} is {tensor.dtype} [{string.Join(", ", tensor.shape)}] on {tensor.device}: it must be contiguous BFloat16 [{lines}, stride] on a CUDA device, its lines a multiple of 8.",
                parameter);
        }
    }
}
