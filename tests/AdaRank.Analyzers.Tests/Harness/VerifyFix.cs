using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Tests.Harness;

/// <summary>Applies one code fix to what one analyzer reports.</summary>
internal static class Verify<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>Fixing the marked places one after the other, and all of them at once, gives the second text.</summary>
    /// <param name="before">User code with marks.</param>
    /// <param name="after">What it becomes. Marks here are reports that stay.</param>
    /// <param name="steps">How many single fixes it takes: one for each mark, unless one fix mends several.</param>
    public static Task FixesAsync(string before, string after, int? steps = null)
    {
        var test = new FixTest<TAnalyzer, TFix>(before, after);
        if (steps is { } count)
        {
            test.NumberOfIncrementalIterations = count;
        }

        return test.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The marked place is reported, but no fix is offered.</summary>
    public static Task OffersNoneAsync(string source) =>
        new FixTest<TAnalyzer, TFix>(source, source).RunAsync(TestContext.Current.CancellationToken);
}
