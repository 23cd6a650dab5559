using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace AdaRank.Analyzers.Tests.Harness;

/// <summary>Runs one analyzer over user code and compares what it reports with the marks in that code.</summary>
/// <remarks>
/// <c>[|code|]</c> marks a report where the analyzer has a single rule, <c>{|ADR040:code|}</c> where it has several. The
/// library also checks that a <c>#pragma</c> silences each report and that generated code is left alone.
/// </remarks>
internal static class Verify<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>The marked places, and no others, are reported.</summary>
    public static Task ReportsAsync(string source, params string[] otherFiles)
    {
        Assert.Contains("|]", source.Replace("|}", "|]", StringComparison.Ordinal), StringComparison.Ordinal);
        return RunAsync(source, otherFiles);
    }

    /// <summary>Nothing is reported.</summary>
    public static Task IsSilentAsync(string source, params string[] otherFiles)
    {
        Assert.DoesNotContain("[|", source, StringComparison.Ordinal);
        Assert.DoesNotContain("{|", source, StringComparison.Ordinal);
        return RunAsync(source, otherFiles);
    }

    /// <summary>The one marked place is reported with these words.</summary>
    public static Task SaysAsync(string source, string message)
    {
        var test = new AnalyzerTest<TAnalyzer>(source, []);
        test.ExpectedDiagnostics.Add(
            new DiagnosticResult(new TAnalyzer().SupportedDiagnostics.Single())
                .WithLocation(0)
                .WithMessage(message)
                .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Nothing is reported, and nothing breaks, in a project that does not reference TorchSharp.</summary>
    public static Task IsSilentWithoutTorchSharpAsync(string source)
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
        {
            TestCode = source,
            ReferenceAssemblies = UserProject.NoDownloads,
        };
        test.TestState.AdditionalReferences.AddRange(UserCode.ReferencesWithoutTorchSharp);
        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    private static Task RunAsync(string source, string[] otherFiles) =>
        new AnalyzerTest<TAnalyzer>(source, otherFiles).RunAsync(TestContext.Current.CancellationToken);

}
