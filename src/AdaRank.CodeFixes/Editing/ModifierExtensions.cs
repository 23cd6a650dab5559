using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Editing;

/// <summary>Changes the modifiers of declarations, and leaves comments where they are.</summary>
internal static class ModifierExtensions
{
    /// <summary>The declaration without some of its modifiers.</summary>
    public static T WithoutModifiers<T>(this T member, Func<SyntaxKind, bool> goes)
        where T : MemberDeclarationSyntax
    {
        if (!member.Modifiers.Any(modifier => goes(modifier.Kind())))
        {
            return member;
        }

        var before = member.GetLeadingTrivia();
        var modifiers = SyntaxFactory.TokenList(member.Modifiers.Where(modifier => !goes(modifier.Kind())));
        var bare = (T)member.WithModifiers(modifiers);
        return member.AttributeLists.Count > 0 ? bare : bare.WithLeadingTrivia(before);
    }

    /// <summary>The declaration with one more modifier, before all others or after them.</summary>
    public static T WithModifier<T>(this T member, SyntaxKind kind, bool comesFirst)
        where T : MemberDeclarationSyntax
    {
        if (member.Modifiers.Any(kind))
        {
            return member;
        }

        var token = SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space);
        if (member.Modifiers.Count > 0)
        {
            return comesFirst
                ? (T)member.WithModifiers(member.Modifiers
                    .Replace(member.Modifiers[0], member.Modifiers[0].WithLeadingTrivia())
                    .Insert(0, token.WithLeadingTrivia(member.Modifiers[0].LeadingTrivia)))
                : (T)member.WithModifiers(member.Modifiers.Add(token));
        }

        // The first token after the attributes: what stands before it now belongs before the modifier.
        var next = member.AttributeLists.Count > 0
            ? member.AttributeLists.Last().GetLastToken().GetNextToken()
            : member.GetFirstToken();
        return (T)member.ReplaceToken(next, next.WithLeadingTrivia())
            .WithModifiers(SyntaxFactory.TokenList(token.WithLeadingTrivia(next.LeadingTrivia)));
    }
}
