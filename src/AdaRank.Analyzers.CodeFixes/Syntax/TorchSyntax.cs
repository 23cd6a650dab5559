using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AdaRank.Analyzers.CodeFixes.Syntax;

/// <summary>Pieces of code that several fixes write.</summary>
internal static class TorchSyntax
{
    /// <summary><c>torch.method()</c>, as short as the usings of the file allow.</summary>
    public static string TorchCall(this SemanticModel model, int position, string method)
    {
        if (model.LookupSymbols(position, name: method).Any(symbol => symbol is IMethodSymbol { ContainingType: { } type } && IsTorch(type)))
        {
            return $"{method}()";
        }

        return model.LookupNamespacesAndTypes(position, name: "torch").Any(IsTorch)
            ? $"torch.{method}()"
            : $"global::TorchSharp.torch.{method}()";
    }

    /// <summary>A name that nothing in the member around a node uses: the wish itself, or the wish and a number.</summary>
    public static string UnusedName(this SyntaxNode node, string wish)
    {
        SyntaxNode member = node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault(found => found is not GlobalStatementSyntax)
            ?? node.SyntaxTree.GetRoot();
        var taken = new HashSet<string>(member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        var name = wish;
        for (var number = 2; taken.Contains(name); number++)
        {
            name = $"{wish}{number}";
        }

        return name;
    }

    /// <summary><c>using var name = value;</c>, on a line of its own.</summary>
    public static StatementSyntax UsingVar(string name, string value) => Line($"using var {name} = {value};");

    /// <summary>A statement on a line of its own.</summary>
    public static StatementSyntax Line(string text) => ParseStatement(text)
        .WithLeadingTrivia(ElasticMarker)
        .WithTrailingTrivia(ElasticLineFeed)
        .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary><c>expression.method()</c>, in parentheses if the expression needs them; keeps what stands around it.</summary>
    public static ExpressionSyntax Then(this ExpressionSyntax expression, string method)
    {
        var bare = expression.WithoutTrivia();
        var receiver = bare is BinaryExpressionSyntax or ConditionalExpressionSyntax or AssignmentExpressionSyntax or CastExpressionSyntax
                or PrefixUnaryExpressionSyntax or SwitchExpressionSyntax or AwaitExpressionSyntax or ConditionalAccessExpressionSyntax
            ? ParenthesizedExpression(bare)
            : bare;
        return InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, IdentifierName(method)))
            .WithTriviaFrom(expression);
    }

    /// <summary><c>using (resource) { statement }</c> in the place of the statement.</summary>
    public static StatementSyntax WrapInUsing(StatementSyntax statement, string resource) =>
        UsingStatement(null, ParseExpression(resource), Block(statement.WithoutTrivia().WithTrailingTrivia(ElasticLineFeed)))
            .WithUsingKeyword(Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(Space))
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithTrailingTrivia(statement.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Whether a statement stands in a list of statements that may hold a using declaration.</summary>
    public static bool TakesUsingDeclaration(this SyntaxNode statement) => statement.Parent is BlockSyntax or GlobalStatementSyntax;

    private static bool IsTorch(ISymbol type) => type is { Name: "torch", ContainingNamespace: { Name: "TorchSharp", ContainingNamespace.IsGlobalNamespace: true } };
}
