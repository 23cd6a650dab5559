namespace AdaRank.Cuda.Native;

/// <summary>Where a library of CUDA was found; in the order in which they are looked at.</summary>
internal enum CudaLibraryOrigin
{
    /// <summary>In this process already, brought by libtorch or by the program.</summary>
    Loaded,

    /// <summary>A folder of the application, NuGet's layout of libtorch among them.</summary>
    Application,

    /// <summary>A PyTorch installation: NVIDIA's Python packages beside it, or its own folder.</summary>
    PyTorch,

    /// <summary>A CUDA toolkit.</summary>
    Toolkit,

    /// <summary>What the system's loader finds by itself.</summary>
    System,
}
