using System.Collections.Immutable;
using AdaRank.Analyzers.Lifetime;
using AdaRank.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Tests.Lifetime;

public sealed class ScopedTensorSuppressorTests
{
    [Theory]
    [InlineData("using var scope = NewDisposeScope(); var y = x.relu();", true)]
    [InlineData("using (NewDisposeScope()) { var y = x.relu(); }", true)]
    [InlineData("var y = x.relu();", false)]
    [InlineData("using var scope = NewDisposeScope(); var y = new MemoryStream();", false)]
    [InlineData("using (NewDisposeScope()) { x.add_(1); } var y = x.relu();", false)]
    [InlineData("using var stream = new MemoryStream(); var y = x.relu();", false)]
    public async Task Suppress_LostDisposable_OnlyTensorsInAScope(string body, bool expected)
    {
        var compilation = AllAnalyzers.Compile($$"""class Work { void Do(Tensor x) { {{body}} } }""");

        var diagnostics = await compilation
            .WithAnalyzers([new LostDisposable(), new ScopedTensorSuppressor()], new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true))
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.Single(diagnostics, found => found.GetMessage(null) == "y").IsSuppressed);
    }

    /// <summary>Reports CA2000 on the value of each variable, since the real rule is not at hand in a test.</summary>
#pragma warning disable RS1001, RS1029, RS2008 // Stands in for a rule of another analyzer; no compiler loads it.
    private sealed class LostDisposable : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Rule = new("CA2000", "Dispose", "{0}", "Reliability", DiagnosticSeverity.Warning, true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterOperationAction(
                found =>
                {
                    var declarator = (Microsoft.CodeAnalysis.Operations.IVariableDeclaratorOperation)found.Operation;
                    if (declarator.Initializer is { } initializer)
                    {
                        found.ReportDiagnostic(Diagnostic.Create(Rule, initializer.Value.Syntax.GetLocation(), declarator.Symbol.Name));
                    }
                },
                OperationKind.VariableDeclarator);
        }
    }
#pragma warning restore RS1001, RS1029, RS2008
}
