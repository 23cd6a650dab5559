using System.Composition;
using AdaRank.Analyzers.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.CodeFixes.Lifetime;

/// <summary>ADR064: returns a handle of the caller's own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class ReturnAliasFix() : TorchCodeFix("ADR064", "Return 'alias()'")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop) =>
        place.Node is ExpressionSyntax expression ? place.Root.ReplaceNode(expression, expression.Then("alias")) : null;
}
