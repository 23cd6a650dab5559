using System.Runtime.CompilerServices;
using AdaRank.Generators.Plugins;
using Microsoft.CodeAnalysis.CSharp;

namespace AdaRank.Generators.Tests.Plugins;

/// <summary>The pages about plugins under docs/diagnostics say what the rules do: their examples run here.</summary>
public sealed class PluginDiagnosticPageTests
{
    public static TheoryData<string> Rules => [.. new PluginAnalyzer().SupportedDiagnostics.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Example_IsReported(string id)
    {
        var diagnostics = await PluginRun.Of(Compile(id, isExample: true)).AnalyzeAsync();

        Assert.Equal(id, Assert.Single(diagnostics).Id);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Page_Fix_CompilesInSilence(string id)
    {
        var run = PluginRun.Of(Compile(id, isExample: false));

        Assert.Equal([], (await run.AnalyzeAsync()).Select(diagnostic => diagnostic.ToString()));
        Assert.Equal([], run.CompilerMessages);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Page_Title_IsThatOfTheRule(string id)
    {
        var rule = new PluginAnalyzer().SupportedDiagnostics.Single(candidate => candidate.Id == id);

        Assert.Equal($"# {id}: {rule.Title}", ReadPage(id)[..ReadPage(id).IndexOf('\n', StringComparison.Ordinal)]);
        Assert.Equal($"docs/diagnostics/{id}.md", rule.HelpLinkUri);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void ReleaseNotes_EachRule_AreThere(string id)
    {
        var rule = new PluginAnalyzer().SupportedDiagnostics.Single(candidate => candidate.Id == id);
        var notes = Read("src/AdaRank.Generators/AnalyzerReleases.Shipped.md") + Read("src/AdaRank.Generators/AnalyzerReleases.Unshipped.md");

        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}", notes, StringComparison.Ordinal);
    }

    /// <summary>Two rules are about packages: their examples stand in a host, and in the package's test project.</summary>
    private static CSharpCompilation Compile(string id, bool isExample)
    {
        var code = PluginRun.Compile(ReadPage(id).Split("```csharp\n")[isExample ? 1 : 2].Split("```")[0]);
        return id switch
        {
            "ADR026" => code.AddReferences((isExample ? Packages.MakeFor("Acme", "9.1") : Packages.Make("Acme")).ToReference()),
            "ADR029" => code.AddReferences(Packages.Make("Acme").ToReference()).WithAssemblyName("Acme.Tests"),
            _ => code,
        };
    }

    private static string ReadPage(string id) => Read($"docs/diagnostics/{id}.md");

    private static string Read(string path, [CallerFilePath] string testFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(testFile)!, "../../..", path)).ReplaceLineEndings("\n");
}
