using System.Runtime.InteropServices;
using AdaRank.Cuda.Errors;

namespace AdaRank.Cuda.Native;

/// <summary>Brings a library of CUDA into the process.</summary>
internal static class CudaLibraryLoader
{
    /// <summary>Loads a library from where the search finds it.</summary>
    /// <param name="library">The library.</param>
    /// <exception cref="CudaLibraryException">It is nowhere, or none that was found can be loaded.</exception>
    public static NativeExports Load(CudaLibrary library)
        => Load(library, new CudaLibraryLocator(CudaFileNames.Current, CudaSearchPlaces.OfThisProcess()), NativeLibrary.Load);

    /// <summary>Loads a library.</summary>
    /// <param name="library">The library.</param>
    /// <param name="locator">Knows where to look.</param>
    /// <param name="load">Loads a path or name; throws <see cref="DllNotFoundException"/> or <see cref="BadImageFormatException"/> if it cannot.</param>
    /// <exception cref="CudaLibraryException">It is nowhere, or none that was found can be loaded.</exception>
    public static NativeExports Load(CudaLibrary library, CudaLibraryLocator locator, Func<string, nint> load)
    {
        var findings = new List<string>();
        foreach (var candidate in locator.Find(library))
        {
            try
            {
                return NativeExports.OfLibrary(candidate.PathOrName, load(candidate.PathOrName));
            }
            catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
            {
                // What the system's loader does not find by name is said once, with the other places.
                if (candidate.Origin != CudaLibraryOrigin.System || Path.IsPathRooted(candidate.PathOrName))
                {
                    findings.Add($"{candidate.PathOrName}: {FirstLine(failure.Message)}");
                }
            }
        }

        throw new CudaLibraryException(
            $"{Describe(library)} was not found, or cannot be loaded.",
            [.. findings, .. locator.Describe(library)],
            Remedy(library));
    }

    private static string FirstLine(string message)
        => message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";

    private static string Describe(CudaLibrary library) => library switch
    {
        CudaLibrary.Driver => "NVIDIA's driver (libcuda.so.1, nvcuda.dll)",
        CudaLibrary.Nvrtc => "NVRTC, NVIDIA's compiler of kernels (libnvrtc, nvrtc64),",
        _ => "cuBLAS (libcublas, cublas64)",
    };

    private static string Remedy(CudaLibrary library) => library switch
    {
        CudaLibrary.Driver =>
            "Install NVIDIA's driver, and in a container start it with its GPUs (docker run --gpus all). Without an NVIDIA GPU, train on the CPU.",
        CudaLibrary.Nvrtc =>
            "Add the package TorchSharp-cuda-linux or TorchSharp-cuda-windows, set ADARANK_LIBTORCH to the torch/lib folder of a PyTorch "
            + "with CUDA, or set CUDA_PATH to a CUDA toolkit.",
        _ =>
            "Use a libtorch with CUDA: add the package TorchSharp-cuda-linux or TorchSharp-cuda-windows, or set ADARANK_LIBTORCH to the "
            + "torch/lib folder of a PyTorch with CUDA.",
    };
}
