using System.Composition;
using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR007: removes <c>[LowRank]</c> where there is no matrix, or says <c>[FullRank]</c> instead.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class LowRankFix() : EditingFix("ADR007")
{
    /// <summary>Components that have no parameters to train, or not of their own.</summary>
    private static readonly string[] WithoutParameters = ["Rotary", "Dropout", "Buffer", "Repeat", "Child"];

    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Find<AttributeSyntax>() is not { } attribute || place.Find<MemberDeclarationSyntax>() is not { } member)
        {
            yield break;
        }

        yield return new Edit("Remove [LowRank]", "RemoveLowRank", editor => editor.ReplaceNode(
            member, (current, _) => ((MemberDeclarationSyntax)current).WithoutAttributes(IsLowRank)));
        if (!member.Attributes().Any(other => WithoutParameters.Contains(other.ShortName())))
        {
            yield return new Edit("Replace [LowRank] by [FullRank]", "ReplaceLowRank", editor => editor.ReplaceNode(
                attribute, (current, _) => FullRank((AttributeSyntax)current)));
        }
    }

    private static bool IsLowRank(AttributeSyntax attribute) => attribute.ShortName() == "LowRank";

    private static AttributeSyntax FullRank(AttributeSyntax lowRank)
    {
        var simple = SyntaxFactory.IdentifierName("FullRank");
        NameSyntax name = lowRank.Name switch
        {
            QualifiedNameSyntax qualified => qualified.WithRight(simple),
            AliasQualifiedNameSyntax alias => alias.WithName(simple),
            _ => simple,
        };
        return SyntaxFactory.Attribute(name).WithTriviaFrom(lowRank);
    }
}
