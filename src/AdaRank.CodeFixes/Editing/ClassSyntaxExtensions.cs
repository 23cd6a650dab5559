using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Editing;

/// <summary>Adds members to classes.</summary>
internal static class ClassSyntaxExtensions
{
    /// <summary>The class with a member at its end, after an empty line; a class that ends in a semicolon gets a body.</summary>
    public static ClassDeclarationSyntax WithLastMember(this ClassDeclarationSyntax type, MemberDeclarationSyntax member)
    {
        if (type.OpenBraceToken.IsKind(SyntaxKind.None) || type.OpenBraceToken.IsMissing)
        {
            var after = type.SemicolonToken.TrailingTrivia;
            var last = type.SemicolonToken.GetPreviousToken();
            type = type.ReplaceToken(last, last.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed));
            type = type
                .WithSemicolonToken(default)
                .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))
                .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(after));
        }

        var hasOthers = type.Members.Count > 0;
        return type.AddMembers(hasOthers
            ? member.WithLeadingTrivia(SyntaxFactory.ElasticLineFeed, SyntaxFactory.ElasticMarker)
            : member);
    }
}
