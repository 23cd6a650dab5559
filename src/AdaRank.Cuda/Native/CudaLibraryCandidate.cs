namespace AdaRank.Cuda.Native;

/// <summary>Something to try to load.</summary>
/// <param name="PathOrName">A full path, or a name for the system's loader to find.</param>
/// <param name="Origin">Where it comes from, for messages.</param>
internal readonly record struct CudaLibraryCandidate(string PathOrName, CudaLibraryOrigin Origin);
