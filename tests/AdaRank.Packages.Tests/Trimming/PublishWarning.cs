using System.Text.RegularExpressions;

namespace AdaRank.Packages.Tests.Trimming;

/// <summary>A warning of the compiler, the linker or the native compiler about what trimming or native AOT may break.</summary>
/// <param name="Origin">What is before the word warning: a tool, or a place in a source.</param>
/// <param name="Text">The message.</param>
internal sealed partial record PublishWarning(string Origin, string Text)
{
    /// <summary>Whether it is about AdaRank, the plugin, the program, or what was generated into them.</summary>
    public bool IsOurs =>
        Origin.Contains(".cs(", StringComparison.Ordinal)
        || Text.Contains("AdaRank", StringComparison.Ordinal)
        || Text.Contains("CustomPlugin", StringComparison.Ordinal)
        || Text.Contains("Student", StringComparison.Ordinal);

    /// <summary>Finds the warnings in the output of a build.</summary>
    /// <param name="output">The output.</param>
    public static IReadOnlyList<PublishWarning> Read(string output) =>
        [.. Line().Matches(output).Select(static match => new PublishWarning(match.Groups["origin"].Value, match.Groups["text"].Value)).Distinct()];

    [GeneratedRegex(@"^(?<origin>.*?)warning IL\d{4}: (?<text>.*?)( \[[^\]]*\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
