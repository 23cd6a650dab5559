using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AdaRank.Analyzers.Tests.Harness;

internal sealed class AnalyzerTest<TAnalyzer> : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    public AnalyzerTest(string source, IEnumerable<string> otherFiles)
    {
        TestCode = source;
        foreach (var file in otherFiles)
        {
            TestState.Sources.Add(file);
        }

        UserProject.Fill(TestState);
    }

    protected override CompilationOptions CreateCompilationOptions() => UserCode.CompilationOptions;

    protected override ParseOptions CreateParseOptions() => UserCode.ParseOptions;
}
