namespace AdaRank.Cuda.Blas;

/// <summary>The type of a matrix, numbered as <c>cudaDataType_t</c>.</summary>
internal enum BlasType
{
    Float32 = 0,
    Float64 = 1,
    Float16 = 2,
    BFloat16 = 14,
}
