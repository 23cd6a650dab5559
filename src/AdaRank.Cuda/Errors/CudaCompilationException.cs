namespace AdaRank.Cuda.Errors;

/// <summary>NVRTC did not compile the source of a kernel.</summary>
public sealed class CudaCompilationException : CudaException
{
    internal CudaCompilationException(CudaFailure failure, string target, string log)
        : base(failure, $"It was compiled for {target}. The compiler says:\n{(log.Length > 0 ? log : "(nothing)")}")
        => Log = log;

    /// <summary>What the compiler wrote: errors with lines of the source. Empty when it wrote nothing.</summary>
    public string Log { get; }
}
