using System.Composition;
using AdaRank.Analyzers.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.CodeFixes.Lifetime;

/// <summary>ADR065: adds the value of the loss without its graph.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class DetachLossFix() : TorchCodeFix("ADR065", "Add 'detach()'")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        var node = place.Node is ArgumentSyntax argument ? argument.Expression : place.Node;
        return node is ExpressionSyntax expression ? place.Root.ReplaceNode(node, expression.Then("detach")) : null;
    }
}
