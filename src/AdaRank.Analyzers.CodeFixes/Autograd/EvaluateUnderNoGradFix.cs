using System.Composition;
using AdaRank.Analyzers.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.CodeFixes.Autograd;

/// <summary>ADR072: turns recording off after <c>eval()</c>, to the end of the block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class EvaluateUnderNoGradFix() : TorchCodeFix("ADR072", "Evaluate under no_grad")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        if (place.Node.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax statement)
        {
            return null;
        }

        var line = TorchSyntax.UsingVar(statement.UnusedName("noGradient"), place.Model.TorchCall(statement.SpanStart, "no_grad"));
        return statement.Parent switch
        {
            BlockSyntax => place.Root.InsertNodesAfter(statement, [line]),
            GlobalStatementSyntax global => place.Root.InsertNodesAfter(
                global, [Microsoft.CodeAnalysis.CSharp.SyntaxFactory.GlobalStatement(line)]),
            _ => null,
        };
    }
}
