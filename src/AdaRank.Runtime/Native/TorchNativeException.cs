namespace AdaRank.Native;

/// <summary>libtorch or TorchSharp's native shim is missing or cannot be loaded.</summary>
/// <remarks>
/// <see cref="Exception.Message"/> says what is missing, where it was looked for and what to install or set, fit to be
/// shown to a person as it is.
/// </remarks>
public sealed class TorchNativeException : Exception
{
    internal TorchNativeException(string problem, IReadOnlyList<string> findings, string remedy, Exception? cause = null)
        : base(Compose(problem, findings, remedy), cause)
    {
        Findings = findings;
        Remedy = remedy;
    }

    /// <summary>What was tried and what came of it, a line each: places looked in, or errors of the system's loader.</summary>
    public IReadOnlyList<string> Findings { get; }

    /// <summary>What to install or set.</summary>
    public string Remedy { get; }

    private static string Compose(string problem, IReadOnlyList<string> findings, string remedy)
        => string.Join('\n', [problem, .. findings.Select(static finding => "  - " + finding), remedy]);
}
