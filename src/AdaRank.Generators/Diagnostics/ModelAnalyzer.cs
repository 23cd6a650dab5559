using System.Collections.Immutable;
using AdaRank.Generators.Models;
using AdaRank.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Diagnostics;

/// <summary>Reports what keeps a class with <c>[Model]</c> from becoming a model, at the user's own lines.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Descriptors.NotPartial,
        Descriptors.NotGetOnlyPartialProperty,
        Descriptors.UnknownName,
        Descriptors.ShapesDisagree,
        Descriptors.BadCheckpointName,
        Descriptors.BadForward,
        Descriptors.LowRankNeedsMatrix,
        Descriptors.ContradictoryTraining,
        Descriptors.AxesMakeNoMatrix,
        Descriptors.WrongType,
        Descriptors.NameAcrossModels,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (new Annotations(type).Find("Model") is not { } attribute)
        {
            return;
        }

        var reading = ModelParser.Read(type, attribute, context.CancellationToken);
        var others = ShapeRules.Check(type, reading, context.CancellationToken)
            .Concat(CycleRules.Check(type, context.CancellationToken));
        foreach (var finding in reading.Findings.Concat(others))
        {
            context.ReportDiagnostic(finding.ToDiagnostic());
        }
    }
}
