namespace AdaRank.Cuda.Native;

/// <summary>A native library that the CUDA backend calls.</summary>
internal enum CudaLibrary
{
    /// <summary>The driver. It belongs to the kernel of the system, so no application carries it.</summary>
    Driver,

    /// <summary>The compiler of kernels.</summary>
    Nvrtc,

    /// <summary>Dense algebra.</summary>
    Blas,
}
