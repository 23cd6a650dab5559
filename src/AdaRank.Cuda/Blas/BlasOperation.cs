namespace AdaRank.Cuda.Blas;

/// <summary>How a matrix enters a product, numbered as <c>cublasOperation_t</c>.</summary>
internal enum BlasOperation
{
    None = 0,
    Transpose = 1,
}
