using System.Collections.Immutable;
using AdaRank.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Diagnostics;

/// <summary>ADR014: finds annotations in types without <c>[Model]</c>, which do nothing there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OutsideModelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.AnnotationOutsideModel];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterTypeAction(Analyze);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (OutsideModelRules.Check((INamedTypeSymbol)context.Symbol, context.CancellationToken) is { } finding)
        {
            context.ReportDiagnostic(finding.ToDiagnostic());
        }
    }
}
