namespace AdaRank.Cuda.Blas;

/// <summary>Statuses of cuBLAS that are told apart, numbered as <c>cublasStatus_t</c>.</summary>
internal enum BlasStatus
{
    Success = 0,
    NotInitialized = 1,
    AllocationFailed = 3,
    InvalidValue = 7,
    ArchitectureMismatch = 8,
    ExecutionFailed = 13,
    InternalError = 14,
    NotSupported = 15,
}
