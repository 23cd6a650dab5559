using System.Composition;
using AdaRank.Analyzers.CodeFixes.Syntax;
using AdaRank.Analyzers.Lifetime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AdaRank.Analyzers.CodeFixes.Lifetime;

/// <summary>ADR062: moves the tensor to the outer scope; or takes away the <c>using</c> of its variable.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
internal sealed class MoveTensorOutFix() : TorchCodeFix("ADR062", "Let the tensor outlive its scope")
{
    /// <summary>The node with the tensor moved: <c>x += y</c> becomes <c>x = (x + y).MoveToOuterDisposeScope()</c>.</summary>
    public static SyntaxNode Move(SyntaxNode node)
    {
        const string Method = "MoveToOuterDisposeScope";

        if (node is AssignmentExpressionSyntax compound && Operator(compound.Kind()) is { } kind)
        {
            var sum = BinaryExpression(
                kind,
                compound.Left.WithoutTrivia(),
                Token(OperatorToken(kind)).WithLeadingTrivia(Space).WithTrailingTrivia(Space),
                Operand(compound.Right));
            return AssignmentExpression(
                SyntaxKind.SimpleAssignmentExpression,
                compound.Left,
                Token(SyntaxKind.EqualsToken).WithTrailingTrivia(Space),
                sum.Then(Method)).WithTriviaFrom(compound);
        }

        return node is ExpressionSyntax expression ? expression.Then(Method) : node;
    }

    /// <inheritdoc/>
    protected override SyntaxNode? Change(FixPlace place, CancellationToken stop)
    {
        var node = place.Node is ArgumentSyntax argument ? argument.Expression : place.Node;
        if (!place.Diagnostic.Properties.ContainsKey(EscapingTensorAnalyzer.UsingKey))
        {
            return node is ExpressionSyntax ? place.Root.ReplaceNode(node, Move(node)) : null;
        }

        if (node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
                .Select(name => place.Model.GetSymbolInfo(name, stop).Symbol)
                .OfType<ILocalSymbol>()
                .FirstOrDefault(local => local.IsUsing)?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(stop)
            is not VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration })
        {
            return null;
        }

        return place.Root.ReplaceNode(
            declaration,
            declaration.WithUsingKeyword(default).WithLeadingTrivia(declaration.GetLeadingTrivia()));
    }

    private static ExpressionSyntax Operand(ExpressionSyntax right) =>
        right is BinaryExpressionSyntax or ConditionalExpressionSyntax or AssignmentExpressionSyntax or SwitchExpressionSyntax
            ? ParenthesizedExpression(right.WithoutTrivia())
            : right.WithoutTrivia();

    private static SyntaxKind? Operator(SyntaxKind assignment) => assignment switch
    {
        SyntaxKind.AddAssignmentExpression => SyntaxKind.AddExpression,
        SyntaxKind.SubtractAssignmentExpression => SyntaxKind.SubtractExpression,
        SyntaxKind.MultiplyAssignmentExpression => SyntaxKind.MultiplyExpression,
        SyntaxKind.DivideAssignmentExpression => SyntaxKind.DivideExpression,
        _ => null,
    };

    private static SyntaxKind OperatorToken(SyntaxKind kind) => kind switch
    {
        SyntaxKind.AddExpression => SyntaxKind.PlusToken,
        SyntaxKind.SubtractExpression => SyntaxKind.MinusToken,
        SyntaxKind.MultiplyExpression => SyntaxKind.AsteriskToken,
        _ => SyntaxKind.SlashToken,
    };
}
