namespace AdaRank.Cuda.Blas;

/// <summary>In what products are summed, numbered as <c>cublasComputeType_t</c>.</summary>
internal enum BlasComputeType
{
    Float32 = 68,
    Float32Pedantic = 69,
    Float32ByTF32 = 77,
    Float64 = 70,
    Float64Pedantic = 71,
}
