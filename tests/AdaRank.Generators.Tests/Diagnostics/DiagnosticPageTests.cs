using System.Runtime.CompilerServices;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Tests.Harness;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>The pages under docs/diagnostics say what the rules do: their examples run here.</summary>
public sealed class DiagnosticPageTests
{
    public static TheoryData<string> Rules => [.. new ModelAnalyzer().SupportedDiagnostics.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Example_IsReported(string id)
    {
        var diagnostics = await GeneratorRun.Of(ReadExamples(id)[0]).AnalyzeAsync();

        Assert.Equal(id, Assert.Single(diagnostics).Id);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Fix_CompilesInSilence(string id)
    {
        var run = GeneratorRun.Of(ReadExamples(id)[1]);

        Assert.Empty(await run.AnalyzeAsync());
        Assert.Empty(run.CompilerMessages);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_Title_IsThatOfTheRule(string id)
    {
        var rule = new ModelAnalyzer().SupportedDiagnostics.Single(candidate => candidate.Id == id);

        Assert.Equal($"# {id}: {rule.Title}", ReadPage(id)[..ReadPage(id).IndexOf('\n', StringComparison.Ordinal)]);
        Assert.Equal($"docs/diagnostics/{id}.md", rule.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void ReleaseNotes_EachRule_AreThere(string id)
    {
        var rule = new ModelAnalyzer().SupportedDiagnostics.Single(candidate => candidate.Id == id);
        var notes = Read("src/AdaRank.Generators/AnalyzerReleases.Shipped.md") + Read("src/AdaRank.Generators/AnalyzerReleases.Unshipped.md");

        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", notes, StringComparison.Ordinal);
    }

    private static string[] ReadExamples(string id) =>
        [.. ReadPage(id).Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];

    private static string ReadPage(string id) => Read($"docs/diagnostics/{id}.md");

    private static string Read(string path, [CallerFilePath] string testFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(testFile)!, "../../..", path)).ReplaceLineEndings("\n");
}
