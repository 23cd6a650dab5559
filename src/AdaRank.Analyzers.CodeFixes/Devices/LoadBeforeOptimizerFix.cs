using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.CodeFixes.Devices;

/// <summary>Puts the load of ADR053 before the optimizer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LoadBeforeOptimizerFix)), Shared]
internal sealed class LoadBeforeOptimizerFix() : TorchCodeFix("ADR053", "Load the checkpoint before the optimizer is built")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        var optimizer = place.Root.FindNode(place.Diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true);
        return StatementOrder.Swap(place.Root, place.Model, optimizer, place.Node);
    }
}
