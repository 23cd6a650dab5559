using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Tests.Diagnostics;

public sealed class ForwardNameSuppressorTests
{
    [Fact]
    public async Task Suppress_NamesThatDifferInCase_OnModelsOnly()
    {
        var run = GeneratorRun.Of("""
            [Model] public sealed partial class Net { public Tensor Forward(Tensor x) => x; }
            public sealed class Bystander;
            """);

        var diagnostics = await run.AnalyzeAsync(new ForwardNameSuppressor(), new EveryClass());

        Assert.True(diagnostics.Single(found => found.GetMessage(null) == "Net").IsSuppressed);
        Assert.False(diagnostics.Single(found => found.GetMessage(null) == "Bystander").IsSuppressed);
    }

    /// <summary>Reports CA1708 on every class, since the real one is not at hand in a test.</summary>
#pragma warning disable RS1001, RS1029, RS2008 // Stands in for a rule of another analyzer; no compiler loads it.
    private sealed class EveryClass : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Rule = new("CA1708", "Names", "{0}", "Naming", DiagnosticSeverity.Warning, true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSymbolAction(
                found => found.ReportDiagnostic(Diagnostic.Create(Rule, found.Symbol.Locations[0], found.Symbol.Name)),
                SymbolKind.NamedType);
        }
    }
#pragma warning restore RS1001, RS1029, RS2008
}
