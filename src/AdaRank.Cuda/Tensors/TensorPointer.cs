using System.Runtime.InteropServices;
using AdaRank.Cuda.Errors;
using TorchSharp;

namespace AdaRank.Cuda.Tensors;

/// <summary>Where tensors lie in memory.</summary>
internal static unsafe class TensorPointer
{
    // TorchSharp itself calls this function, but shows its result as spans of host memory only.
    private static readonly Lazy<nint> Data = new(static () =>
    {
        // The shim is loaded by now, since there is a tensor. The system's loader knows it by its name, from wherever it came.
        const string name = "LibTorchSharp";
        var file = OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
        if (!NativeLibrary.TryLoad(file, out var shim) && !NativeLibrary.TryLoad(name, typeof(torch).Assembly, null, out shim))
        {
            throw new CudaLibraryException(
                $"TorchSharp's native library {file} is not among the loaded ones.", [], "Use a tensor of TorchSharp before, or AdaRank.Runtime, which loads it.");
        }

        return NativeLibrary.GetExport(shim, "THSTensor_data");
    });

    /// <summary>The address of a tensor's first element, storage offset included.</summary>
    /// <param name="tensor">The tensor, on any device; keep it alive as long as the address is used.</param>
    /// <exception cref="InvalidOperationException">It was disposed.</exception>
    public static nint Of(torch.Tensor tensor)
    {
        var address = ((delegate* unmanaged<nint, nint>)Data.Value)(tensor.Handle);
        GC.KeepAlive(tensor);
        return address;
    }

    /// <summary>The address of a CUDA tensor's first element, storage offset included.</summary>
    /// <param name="tensor">The tensor; keep it alive as long as the address is used, on the device too.</param>
    /// <param name="parameter">What the caller calls it.</param>
    /// <exception cref="ArgumentException">It is on another kind of device.</exception>
    public static nint OnDevice(torch.Tensor tensor, string parameter)
        => tensor.device_type == DeviceType.CUDA ? Of(tensor) : throw new ArgumentException(
            $"{parameter} is on {tensor.device}, but a kernel reads the memory of a CUDA device: move it there by .cuda().", parameter);
}
