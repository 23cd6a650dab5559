using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Editing;

/// <summary>Reads and changes the attributes of declarations, and leaves comments where they are.</summary>
internal static class AttributeSyntaxExtensions
{
    /// <summary>The name of an attribute as people write it: without namespace and suffix.</summary>
    public static string ShortName(this AttributeSyntax attribute)
    {
        var name = attribute.Name switch
        {
            QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
            AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            _ => "",
        };
        const string Suffix = nameof(Attribute);
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal)
            ? name.Substring(0, name.Length - Suffix.Length)
            : name;
    }

    /// <summary>What stands before the name of an attribute that is written in full, with its dot; empty if it is not.</summary>
    public static string Qualifier(this AttributeSyntax attribute) => attribute.Name switch
    {
        QualifiedNameSyntax qualified => $"{qualified.Left}.",
        AliasQualifiedNameSyntax alias => $"{alias.Alias}::",
        _ => "",
    };

    /// <summary>An attribute, written in full where another one of the same namespace is.</summary>
    public static AttributeSyntax NewAttribute(string text, AttributeSyntax? like)
    {
        var parsed = (PropertyDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[{like?.Qualifier()}{text}] int X {{ get; }}")!;
        return parsed.AttributeLists[0].Attributes[0];
    }

    /// <summary>All attributes of a declaration, in the order in which they stand.</summary>
    public static IEnumerable<AttributeSyntax> Attributes(this MemberDeclarationSyntax member) =>
        member.AttributeLists.SelectMany(list => list.Attributes);

    /// <summary>The declaration without some of its attributes.</summary>
    public static MemberDeclarationSyntax WithoutAttributes(this MemberDeclarationSyntax member, Func<AttributeSyntax, bool> goes)
    {
        var before = member.GetLeadingTrivia();
        List<AttributeListSyntax> kept = [];
        foreach (var list in member.AttributeLists)
        {
            if (!list.Attributes.Any(goes))
            {
                kept.Add(list);
            }
            else if (!list.Attributes.All(goes))
            {
                kept.Add(WithoutAttributes(list, goes));
            }
        }

        return kept.Count == member.AttributeLists.Count && kept.SequenceEqual(member.AttributeLists)
            ? member
            : member.WithAttributeLists(SyntaxFactory.List(kept)).WithLeadingTrivia(before);
    }

    /// <summary>The declaration with one more attribute, at the end of its last list.</summary>
    public static MemberDeclarationSyntax WithAttribute(this MemberDeclarationSyntax member, AttributeSyntax attribute)
    {
        if (member.AttributeLists.Count == 0)
        {
            return member;
        }

        var last = member.AttributeLists.Last();
        var longer = last.WithAttributes(last.Attributes.Add(attribute.WithLeadingTrivia(SyntaxFactory.Space)));
        return member.WithAttributeLists(member.AttributeLists.Replace(last, longer));
    }

    /// <summary>The declaration with an attribute on a line of its own before all others.</summary>
    public static T WithFirstAttribute<T>(this T member, AttributeSyntax attribute)
        where T : MemberDeclarationSyntax
    {
        var leading = member.GetLeadingTrivia();
        var indentation = SyntaxFactory.TriviaList(leading.Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute))
            .WithLeadingTrivia(leading)
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var rest = member.WithLeadingTrivia(indentation);
        return (T)rest.WithAttributeLists(rest.AttributeLists.Insert(0, list));
    }

    private static AttributeListSyntax WithoutAttributes(AttributeListSyntax list, Func<AttributeSyntax, bool> goes)
    {
        var result = list;
        while (result.Attributes.FirstOrDefault(goes) is { } next)
        {
            var isFirst = result.Attributes[0] == next;
            var attributes = result.Attributes.Remove(next);
            result = result.WithAttributes(
                isFirst ? attributes.Replace(attributes[0], attributes[0].WithLeadingTrivia(next.GetLeadingTrivia())) : attributes);
        }

        return result;
    }
}
