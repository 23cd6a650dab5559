using System.Composition;
using AdaRank.Analyzers.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace AdaRank.Analyzers.CodeFixes.Lifetime;

/// <summary>ADR061: declares the scope with <c>using</c>, and drops a call of Dispose that ends the same block.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class CloseScopeFix() : TorchCodeFix("ADR061", "Declare the dispose scope with 'using'")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        if (place.Node.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || !statement.TakesUsingDeclaration())
        {
            return null;
        }

        switch (statement)
        {
            case LocalDeclarationStatementSyntax { Declaration.Variables: { } variables } declaration:
                var used = declaration
                    .WithoutLeadingTrivia()
                    .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                    .WithLeadingTrivia(declaration.GetLeadingTrivia());
                return Replace(place.Root, declaration, used, LastDispose(declaration, variables));
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } when call == place.Node:
                return Declare(place, statement, call);
            case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } assignment }
                when assignment.Right == place.Node:
                return Declare(place, statement, assignment.Right);
            default:
                return null;
        }
    }

    private static SyntaxNode Declare(FixPlace place, StatementSyntax statement, ExpressionSyntax value) => place.Root.ReplaceNode(
        statement,
        TorchSyntax.UsingVar(statement.UnusedName("scope"), value.ToString()).WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation));

    private static SyntaxNode Replace(SyntaxNode root, StatementSyntax declaration, StatementSyntax used, StatementSyntax? dispose)
    {
        if (dispose is null)
        {
            return root.ReplaceNode(declaration, used);
        }

        var block = (BlockSyntax)declaration.Parent!;
        var statements = block.Statements.Replace(declaration, used);
        return root.ReplaceNode(block, block.WithStatements(statements.RemoveAt(statements.Count - 1)));
    }

    /// <summary><c>scope.Dispose();</c> as the last statement of the block: what the using does by itself.</summary>
    private static ExpressionStatementSyntax? LastDispose(StatementSyntax declaration, SeparatedSyntaxList<VariableDeclaratorSyntax> variables) =>
        variables.Count == 1
        && declaration.Parent is BlockSyntax block
        && block.Statements.Last() is ExpressionStatementSyntax
        {
            Expression: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose", Expression: IdentifierNameSyntax receiver },
            },
        } last
        && receiver.Identifier.ValueText == variables[0].Identifier.ValueText
            ? last
            : null;
}
