using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AdaRank.Analyzers.CodeFixes;
using AdaRank.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.Tests.Diagnostics;

/// <summary>The table in docs/analyzers.md lists every rule, and says truly which have a fix.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "A fix that a list here forgets would go unmentioned.")]
public sealed class RuleTableTests
{
    [Fact]
    public void Table_Rules_AreAllThere()
    {
        var mended = typeof(TorchCodeFix).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(ExportCodeFixProviderAttribute), inherit: false))
            .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type, nonPublic: true)!).FixableDiagnosticIds)
            .ToHashSet(StringComparer.Ordinal);

        var expected = AllAnalyzers.Rules.Select(rule =>
            $"| [{rule.Id}](diagnostics/{rule.Id}.md) | {rule.Title} | {rule.DefaultSeverity} | {(mended.Contains(rule.Id) ? "yes " : "")}|");

        Assert.Equal(expected, ReadPage().Split('\n').Where(line => line.StartsWith("| [ADR", StringComparison.Ordinal)));
    }

    private static string ReadPage([CallerFilePath] string testFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(testFile)!, "../../../docs/analyzers.md")).ReplaceLineEndings("\n");
}
