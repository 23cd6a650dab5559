using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AdaRank.Analyzers.Tests.Harness;

internal sealed class FixTest<TAnalyzer, TFix> : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    public FixTest(string before, string after)
    {
        TestCode = before;
        FixedCode = after;
        UserProject.Fill(TestState);
        UserProject.Fill(FixedState);
    }

    protected override CompilationOptions CreateCompilationOptions() => UserCode.CompilationOptions;

    protected override ParseOptions CreateParseOptions() => UserCode.ParseOptions;
}
