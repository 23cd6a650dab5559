using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Tests.Harness;

/// <summary>Runs one analyzer over a program of top-level statements.</summary>
internal static class VerifyProgram<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>The marked places, and no others, are reported; nothing is if none are marked.</summary>
    public static Task MatchesAsync(string source)
    {
        var test = new AnalyzerTest<TAnalyzer>(source, []);
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync(TestContext.Current.CancellationToken);
    }
}
