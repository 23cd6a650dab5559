namespace AdaRank.Cuda.Errors;

/// <summary>A library of CUDA is missing, cannot be loaded, or is too old.</summary>
public sealed class CudaLibraryException : CudaException
{
    internal CudaLibraryException(string problem, IReadOnlyList<string> findings, string remedy)
        : base(string.Join('\n', [problem, .. findings.Select(static finding => "  - " + finding), remedy]))
    {
        Findings = findings;
        Remedy = remedy;
    }

    /// <summary>What was tried and what came of it, a line each.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>What to install or set.</summary>
    public string Remedy { get; }
}
