using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Plugins;

/// <summary>Silences CS8618 on texts with <c>[Tunable]</c> and no default: generated options refuse null, then set the property.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TunableTextSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Rule = new(
        "ADRS020", "CS8618", "An option without a default is checked by its options class and set by the registration of the plugin.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [Rule];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<PropertyDeclarationSyntax>() is { } property
                && context.GetSemanticModel(tree).GetDeclaredSymbol(property, context.CancellationToken) is { ContainingType: { } plugin } symbol
                && TunableReader.AttributeOf(symbol) is not null
                && PluginCatalogue.AttributeOf(plugin) is not null)
            {
                context.ReportSuppression(Suppression.Create(Rule, diagnostic));
            }
        }
    }
}
