using System.Collections.Immutable;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Diagnostics;

/// <summary>Silences CA1708 on models: <c>Forward</c> is the user's, <c>forward</c> is the override that TorchSharp calls.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardNameSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Rule = new(
        "ADRS001", "CA1708", "A model has Forward, which the user writes, and forward, which TorchSharp calls.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [Rule];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && FindClass(tree, diagnostic.Location, context.CancellationToken) is { } declaration
                && context.GetSemanticModel(tree).GetDeclaredSymbol(declaration, context.CancellationToken) is { } type
                && new Annotations(type).Find("Model") is not null)
            {
                context.ReportSuppression(Suppression.Create(Rule, diagnostic));
            }
        }
    }

    private static ClassDeclarationSyntax? FindClass(SyntaxTree tree, Location location, CancellationToken stop) =>
        tree.GetRoot(stop).FindNode(location.SourceSpan).FirstAncestorOrSelf<ClassDeclarationSyntax>();
}
