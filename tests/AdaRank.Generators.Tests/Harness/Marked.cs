using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Tests.Harness;

/// <summary>Source whose findings stand between <c>[|</c> and <c>|]</c>.</summary>
internal static class Marked
{
    /// <summary>Expects one rule at every mark, with these messages, and nothing else.</summary>
    public static async Task ReportsAsync(string id, string source, string[] messages, params DiagnosticAnalyzer[] others)
    {
        List<(int Start, int End)> expected = [];
        var text = source;
        while (text.IndexOf("[|", StringComparison.Ordinal) is var start and >= 0)
        {
            text = text.Remove(start, 2);
            var end = text.IndexOf("|]", StringComparison.Ordinal);
            text = text.Remove(end, 2);
            expected.Add((start, end));
        }

        Assert.NotEmpty(expected);

        var found = (await GeneratorRun.Of(text).AnalyzeAsync(others))
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ToList();

        Assert.Equal(messages, found.Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.All(found, diagnostic => Assert.Equal(id, diagnostic.Id));
        Assert.Equal(expected, found.Select(diagnostic => (diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.End)));
    }

    /// <summary>Expects no finding, and that the compiler is content.</summary>
    public static async Task IsSilentAsync(string source, params DiagnosticAnalyzer[] others)
    {
        var run = GeneratorRun.Of(source);

        Assert.DoesNotContain(run.CompilerMessages, message => message.Contains("error CS", StringComparison.Ordinal));
        Assert.Empty(await run.AnalyzeAsync(others));
    }
}
