using System.Composition;
using AdaRank.Analyzers.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AdaRank.Analyzers.CodeFixes.Autograd;

/// <summary>ADR071: wraps the write in <c>using (torch.no_grad())</c>; <c>w -= x</c> becomes the in-place call that was meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class WriteUnderNoGradFix() : TorchCodeFix("ADR071", "Write the weight under no_grad")
{
    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        var noGradient = place.Model.TorchCall(place.Node.SpanStart, "no_grad");
        var write = InPlace(place.Node) ?? place.Node;
        if (place.Node.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax or ReturnStatementSyntax)
        {
            var statement = place.Node.FirstAncestorOrSelf<StatementSyntax>()!;
            return statement.Ancestors().TakeWhile(node => node is not StatementSyntax).Any(node => node is AnonymousFunctionExpressionSyntax)
                ? null
                : place.Root.ReplaceNode(statement, TorchSyntax.WrapInUsing(statement.ReplaceNode(place.Node, write), noGradient));
        }

        if (place.Node.FirstAncestorOrSelf<ArrowExpressionClauseSyntax>() is not { } arrow || !arrow.Expression.Contains(place.Node))
        {
            return null;
        }

        return arrow.Parent switch
        {
            MethodDeclarationSyntax method => place.Root.ReplaceNode(method, method
                .WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithBody(Body(arrow, place.Node, write, IsVoid(method.ReturnType), noGradient))
                .WithTrailingTrivia(method.GetTrailingTrivia())
                .WithAdditionalAnnotations(Formatter.Annotation)),
            LocalFunctionStatementSyntax function => place.Root.ReplaceNode(function, function
                .WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithBody(Body(arrow, place.Node, write, IsVoid(function.ReturnType), noGradient))
                .WithTrailingTrivia(function.GetTrailingTrivia())
                .WithAdditionalAnnotations(Formatter.Annotation)),
            _ => null,
        };
    }

    private static bool IsVoid(TypeSyntax type) => type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };

    private static BlockSyntax Body(ArrowExpressionClauseSyntax arrow, SyntaxNode node, SyntaxNode write, bool isVoid, string noGradient)
    {
        var expression = arrow.Expression.ReplaceNode(node, write).WithoutTrivia();
        StatementSyntax statement = isVoid
            ? ExpressionStatement(expression)
            : ReturnStatement(expression).WithReturnKeyword(Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(Space));
        return Block(TorchSyntax.WrapInUsing(statement, noGradient)).WithAdditionalAnnotations(Formatter.Annotation);
    }

    /// <summary><c>w.sub_(x)</c> for <c>w -= x</c> and <c>w = w - x</c>; null for everything else.</summary>
    private static InvocationExpressionSyntax? InPlace(SyntaxNode node)
    {
        if (node is not AssignmentExpressionSyntax { Left: IdentifierNameSyntax weight } assignment)
        {
            return null;
        }

        var (kind, value) = assignment.Right is BinaryExpressionSyntax binary && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
            ? (binary.Kind(), binary.Right)
            : (assignment.Kind(), assignment.Right);
        var method = kind switch
        {
            SyntaxKind.AddAssignmentExpression or SyntaxKind.AddExpression => "add_",
            SyntaxKind.SubtractAssignmentExpression or SyntaxKind.SubtractExpression => "sub_",
            SyntaxKind.MultiplyAssignmentExpression or SyntaxKind.MultiplyExpression => "mul_",
            SyntaxKind.DivideAssignmentExpression or SyntaxKind.DivideExpression => "div_",
            _ => null,
        };
        return method is null
            ? null
            : InvocationExpression(
                MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, weight.WithoutTrivia(), IdentifierName(method)),
                ArgumentList(SingletonSeparatedList(Argument(value.WithoutTrivia())))).WithTriviaFrom(node);
    }
}
