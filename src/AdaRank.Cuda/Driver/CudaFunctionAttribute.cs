namespace AdaRank.Cuda.Driver;

/// <summary>Properties of a kernel, numbered as <c>CUfunction_attribute</c>.</summary>
internal enum CudaFunctionAttribute
{
    MaxThreadsPerBlock = 0,
    StaticSharedBytes = 1,
    LocalBytes = 3,
    Registers = 4,
    MaxDynamicSharedBytes = 8,
}
