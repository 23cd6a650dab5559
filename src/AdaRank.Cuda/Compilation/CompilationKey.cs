using System.Security.Cryptography;
using System.Text;

namespace AdaRank.Cuda.Compilation;

/// <summary>Names what a compilation gives: the same name, the same code.</summary>
internal static class CompilationKey
{
    /// <summary>The name of a compilation: a hash of all that decides what comes of it.</summary>
    /// <param name="source">The code; its own name counts too, since it may stand in the result.</param>
    /// <param name="target">What for.</param>
    /// <param name="compilerVersion">By what.</param>
    /// <param name="options">How.</param>
    public static string Of(KernelSource source, CompilationTarget target, Version compilerVersion, IReadOnlyList<string> options)
    {
        var text = new StringBuilder();

        // Each with its length before it, so that no two lists of parts have one text.
        foreach (var part in (string[])[target.Architecture, compilerVersion.ToString(), .. options, source.Name, Hash(source.Text)])
        {
            text.Append(part.Length).Append(':').Append(part).Append('\n');
        }

        return Hash(text.ToString());
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
