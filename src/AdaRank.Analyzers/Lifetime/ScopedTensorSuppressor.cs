using System.Collections.Immutable;
using AdaRank.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Analyzers.Lifetime;

/// <summary>Silences CA2000 for tensors made while a dispose scope is open: the scope disposes them.</summary>
/// <remarks>A scope that is open in the caller does not count: the rule cannot see it, and neither can the reader.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ScopedTensorSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Rule = new(
        "ADRS060", "CA2000", "The dispose scope around the tensor disposes it.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [Rule];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (TorchTypes.Find(context.Compilation) is not { } types)
        {
            return;
        }

        var calls = new TensorCalls(types);
        var ambients = new Ambients(calls);
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is { } node
                && context.GetSemanticModel(tree).GetOperation(node, context.CancellationToken) is { } operation
                && types.IsTensor(operation.Unwrap().Type)
                && ambients.Scopes(operation).Any())
            {
                context.ReportSuppression(Suppression.Create(Rule, diagnostic));
            }
        }
    }
}
