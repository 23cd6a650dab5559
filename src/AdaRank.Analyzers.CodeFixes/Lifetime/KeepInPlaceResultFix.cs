using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AdaRank.Analyzers.CodeFixes.Lifetime;

/// <summary>ADR063: leaves the in-place call as a statement, and disposes nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class KeepInPlaceResultFix() : TorchCodeFix("ADR063", "Do not dispose the result of the in-place call")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        if (place.Node.FirstAncestorOrSelf<StatementSyntax>() is not { } statement)
        {
            return null;
        }

        switch (statement)
        {
            case LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration
                when variables[0].Initializer?.Value is { } value:
                return place.Root.ReplaceNode(
                    declaration,
                    IsUsed(variables[0], declaration.Parent!)
                        ? declaration.WithUsingKeyword(default).WithLeadingTrivia(declaration.GetLeadingTrivia())
                        : SyntaxFactory.ExpressionStatement(value).WithTriviaFrom(declaration));
            case UsingStatementSyntax { Parent: BlockSyntax } @using:
                return ReplaceUsing(place.Root, @using);
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } } dispose:
                return access.Expression is InvocationExpressionSyntax call
                    ? place.Root.ReplaceNode(dispose.Expression, call.WithTriviaFrom(dispose.Expression))
                    : dispose.Parent is BlockSyntax ? place.Root.RemoveNode(dispose, SyntaxRemoveOptions.KeepUnbalancedDirectives) : null;
            default:
                return null;
        }
    }

    /// <summary>The call, then what stood in the body of the using, in the block around it.</summary>
    private static SyntaxNode? ReplaceUsing(SyntaxNode root, UsingStatementSyntax @using)
    {
        StatementSyntax first;
        if (@using.Declaration is { Variables: { Count: 1 } variables } declaration)
        {
            first = IsUsed(variables[0], @using.Statement)
                ? SyntaxFactory.LocalDeclarationStatement(declaration)
                : SyntaxFactory.ExpressionStatement(variables[0].Initializer!.Value);
        }
        else if (@using.Expression is { } expression)
        {
            first = SyntaxFactory.ExpressionStatement(expression);
        }
        else
        {
            return null;
        }

        first = first.WithLeadingTrivia(@using.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
        var rest = @using.Statement is BlockSyntax block ? block.Statements : SyntaxFactory.SingletonList(@using.Statement);
        return root.ReplaceNode(@using, rest.Select(statement => statement.WithAdditionalAnnotations(Formatter.Annotation)).Prepend(first));
    }

    private static bool IsUsed(VariableDeclaratorSyntax variable, SyntaxNode body) => body.DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Any(name => name.Identifier.ValueText == variable.Identifier.ValueText);
}
