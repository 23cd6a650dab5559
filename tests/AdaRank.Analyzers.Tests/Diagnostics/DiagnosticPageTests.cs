using System.Runtime.CompilerServices;
using AdaRank.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace AdaRank.Analyzers.Tests.Diagnostics;

/// <summary>The pages under docs/diagnostics say what the rules do: their examples run here, under all rules at once.</summary>
public sealed class DiagnosticPageTests
{
    public static TheoryData<string> Rules => [.. AllAnalyzers.Rules.Select(rule => rule.Id)];

    [Fact]
    public void Rules_Identifiers_AreUnique() => Assert.Distinct(AllAnalyzers.Rules.Select(rule => rule.Id));

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Example_IsReported(string id)
    {
        var compilation = AllAnalyzers.Compile(ReadExamples(id)[0]);

        var diagnostics = await AllAnalyzers.RunAsync(compilation);

        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(message => message.Severity == DiagnosticSeverity.Error));
        Assert.Equal(id, Assert.Single(diagnostics).Id);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Fix_CompilesInSilence(string id)
    {
        var compilation = AllAnalyzers.Compile(ReadExamples(id)[1]);

        Assert.Empty(await AllAnalyzers.RunAsync(compilation));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(message => message.Severity >= DiagnosticSeverity.Warning));
    }

    /// <summary>In an editor, code is broken most of the time.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_ExampleHalfTyped_NoRuleThrows(string id)
    {
        var lines = ReadExamples(id)[0].Split('\n');
        for (var count = 1; count < lines.Length; count += 4)
        {
            var begun = string.Join('\n', lines[..count]) + lines[count][..(lines[count].Length / 2)];

            await AllAnalyzers.RunAsync(AllAnalyzers.Compile(begun));
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_Title_IsThatOfTheRule(string id)
    {
        var rule = AllAnalyzers.Rules.Single(candidate => candidate.Id == id);

        Assert.Equal($"# {id}: {rule.Title}", ReadPage(id)[..ReadPage(id).IndexOf('\n', StringComparison.Ordinal)]);
        Assert.Equal($"docs/diagnostics/{id}.md", rule.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_Sections_AreComplete(string id)
    {
        var headings = ReadPage(id).Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal));

        Assert.Equal(["## Cause", "## Example", "## Fix", "## When to suppress"], headings);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void ReleaseNotes_EachRule_AreThere(string id)
    {
        var rule = AllAnalyzers.Rules.Single(candidate => candidate.Id == id);
        var notes = Read("src/AdaRank.Analyzers/AnalyzerReleases.Shipped.md") + Read("src/AdaRank.Analyzers/AnalyzerReleases.Unshipped.md");

        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", notes, StringComparison.Ordinal);
    }

    private static string[] ReadExamples(string id) =>
        [.. ReadPage(id).Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];

    private static string ReadPage(string id) => Read($"docs/diagnostics/{id}.md");

    private static string Read(string path, [CallerFilePath] string testFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(testFile)!, "../../..", path)).ReplaceLineEndings("\n");
}
