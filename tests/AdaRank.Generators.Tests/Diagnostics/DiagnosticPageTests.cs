using System.Runtime.CompilerServices;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Tests.Diagnostics;

/// <summary>The pages under docs/diagnostics say what the rules do: their examples run here.</summary>
public sealed class DiagnosticPageTests
{
    /// <summary>Apart from the analyzer that always runs: each looks only at the pages of its own rules.</summary>
    private static readonly DiagnosticAnalyzer[] Others = [new TreatmentAnalyzer(), new RegistrationCallAnalyzer(), new OutsideModelAnalyzer()];

    public static TheoryData<string> Rules => [.. AllRules.Select(rule => rule.Id)];

    private static IEnumerable<DiagnosticDescriptor> AllRules =>
        Others.Prepend(new ModelAnalyzer()).SelectMany(analyzer => analyzer.SupportedDiagnostics);

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Example_IsReported(string id)
    {
        var diagnostics = await GeneratorRun.Of(ReadExamples(id)[0]).AnalyzeAsync(OthersFor(id));

        Assert.Equal(id, Assert.Single(diagnostics).Id);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Fix_CompilesInSilence(string id)
    {
        var run = GeneratorRun.Of(ReadExamples(id)[1]);

        Assert.Empty(await run.AnalyzeAsync(OthersFor(id)));
        Assert.Empty(run.CompilerMessages);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_Title_IsThatOfTheRule(string id)
    {
        var rule = AllRules.Single(candidate => candidate.Id == id);

        Assert.Equal($"# {id}: {rule.Title}", ReadPage(id)[..ReadPage(id).IndexOf('\n', StringComparison.Ordinal)]);
        Assert.Equal($"docs/diagnostics/{id}.md", rule.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void ReleaseNotes_EachRule_AreThere(string id)
    {
        var rule = AllRules.Single(candidate => candidate.Id == id);
        var notes = Read("src/AdaRank.Generators/AnalyzerReleases.Shipped.md") + Read("src/AdaRank.Generators/AnalyzerReleases.Unshipped.md");

        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", notes, StringComparison.Ordinal);
    }

    private static DiagnosticAnalyzer[] OthersFor(string id) =>
        [.. Others.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id))];

    private static string[] ReadExamples(string id) =>
        [.. ReadPage(id).Split("```csharp\n").Skip(1).Select(block => block[..block.IndexOf("```", StringComparison.Ordinal)])];

    private static string ReadPage(string id) => Read($"docs/diagnostics/{id}.md");

    private static string Read(string path, [CallerFilePath] string testFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(testFile)!, "../../..", path)).ReplaceLineEndings("\n");
}
