using System.Runtime.InteropServices;
using AdaRank.Cuda.Driver;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Tensors;

/// <summary>The stream on which PyTorch works.</summary>
internal static unsafe class TorchStream
{
    // TorchSharp has nothing for streams, so its programs are on the legacy default stream. libtorch tells by a C function
    // that is made for foreign code; asking it stays right for a program that changes the stream by other means.
    private static readonly Lazy<nint> Current = new(static () =>
    {
        var file = OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so";
        return NativeLibrary.TryLoad(file, out var library) && NativeLibrary.TryGetExport(library, "aoti_torch_get_current_cuda_stream", out var function) ? function : 0;
    });

    /// <summary>The stream on which this thread's next tensor operation on a device will run.</summary>
    /// <param name="device">The device.</param>
    /// <exception cref="CudaException">libtorch fails.</exception>
    public static CudaStream On(CudaDevice device)
    {
        if (Current.Value == 0)
        {
            return CudaStream.Default;
        }

        nint stream;
        var status = ((delegate* unmanaged<int, nint*, int>)Current.Value)(device.Ordinal, &stream);
        return status == 0 ? new CudaStream(stream) : throw new CudaException(
            new CudaFailure("aoti_torch_get_current_cuda_stream", status, "AOTI_TORCH_FAILURE", "", null, null), "libtorch has written why to the error output.");
    }
}
