namespace AdaRank.Cuda.Errors;

/// <summary>A call of a CUDA library that returned something else than success.</summary>
/// <param name="Operation">The function.</param>
/// <param name="StatusCode">What it returned.</param>
/// <param name="StatusName">The library's name of that.</param>
/// <param name="StatusText">The library's description of that; empty for none.</param>
/// <param name="Kernel">The kernel that the call was for, or null.</param>
/// <param name="Bank">The bank, or other purpose, that the call was for, or null.</param>
internal readonly record struct CudaFailure(
    string Operation, int StatusCode, string StatusName, string StatusText, string? Kernel, string? Bank);
