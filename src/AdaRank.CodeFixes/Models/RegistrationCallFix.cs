using System.Composition;
using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR012: removes a call of <c>RegisterComponents()</c>, and a constructor that does nothing else.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class RegistrationCallFix() : EditingFix("ADR012")
{
    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        const string Title = "Remove the call of 'RegisterComponents'";
        if (place.Find<InvocationExpressionSyntax>() is not { } call)
        {
            return [];
        }

        return call.Parent switch
        {
            ExpressionStatementSyntax { Parent: BlockSyntax } statement =>
            [
                new Edit(Title, "RemoveRegistration", editor => editor.RemoveNode(
                    statement, SyntaxRemoveOptions.KeepUnbalancedDirectives)),
            ],
            ArrowExpressionClauseSyntax { Parent: ConstructorDeclarationSyntax { Parent: TypeDeclarationSyntax type } constructor }
                when IsLikeTheDefault(constructor, type) =>
            [
                new Edit(Title, "RemoveRegistration", editor => editor.ReplaceNode(
                    type, (current, _) => WithoutConstructor((TypeDeclarationSyntax)current))),
            ],
            ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax member } =>
            [
                new Edit(Title, "RemoveRegistration", editor => editor.ReplaceNode(
                    member, (current, _) => WithEmptyBody((BaseMethodDeclarationSyntax)current))),
            ],
            ExpressionStatementSyntax statement =>
            [
                new Edit(Title, "RemoveRegistration", editor => editor.ReplaceNode(
                    statement, (current, _) => SyntaxFactory.Block().WithTriviaFrom(current))),
            ],
            _ => [],
        };
    }

    /// <summary>A public constructor without parameters that is the only one is what the compiler makes by itself.</summary>
    private static bool IsLikeTheDefault(ConstructorDeclarationSyntax constructor, TypeDeclarationSyntax type) =>
        constructor is { Initializer: null, ParameterList.Parameters.Count: 0, AttributeLists.Count: 0 }
        && constructor.Modifiers.Any(SyntaxKind.PublicKeyword)
        && type.ParameterList is null
        && type.Members.OfType<ConstructorDeclarationSyntax>().Count() == 1;

    private static TypeDeclarationSyntax WithoutConstructor(TypeDeclarationSyntax type)
    {
        var index = type.Members.IndexOf(member => member is ConstructorDeclarationSyntax);
        var members = type.Members.RemoveAt(index);
        if (index == 0 && members.Count > 0)
        {
            // The empty line before the next member stood between two.
            var next = members[0];
            members = members.Replace(next, next.WithLeadingTrivia(
                next.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia))));
        }

        return type.WithMembers(members);
    }

    private static BaseMethodDeclarationSyntax WithEmptyBody(BaseMethodDeclarationSyntax member)
    {
        var body = SyntaxFactory.Block(
            SyntaxFactory.Token(default, SyntaxKind.OpenBraceToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
            default,
            SyntaxFactory.Token(default, SyntaxKind.CloseBraceToken, default)).WithTrailingTrivia(member.GetTrailingTrivia());
        return member switch
        {
            MethodDeclarationSyntax method => method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(body),
            ConstructorDeclarationSyntax constructor =>
                constructor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(body),
            _ => member,
        };
    }
}
