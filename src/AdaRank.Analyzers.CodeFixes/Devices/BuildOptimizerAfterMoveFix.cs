using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AdaRank.Analyzers.CodeFixes.Devices;

/// <summary>Puts the optimizer of ADR050 behind the move of its model.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BuildOptimizerAfterMoveFix)), Shared]
internal sealed class BuildOptimizerAfterMoveFix() : TorchCodeFix("ADR050", "Move the model before the optimizer is built")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        var move = place.Root.FindNode(place.Diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true);
        return StatementOrder.Swap(place.Root, place.Model, place.Node, move);
    }
}
