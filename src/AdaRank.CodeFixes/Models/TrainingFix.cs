using System.Composition;
using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR008: keeps one of several training attributes, or removes one that says nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class TrainingFix() : EditingFix("ADR008")
{
    private static readonly string[] Treatments = ["LowRank", "FullRank", "Frozen"];

    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Find<AttributeSyntax>() is not { } reported || place.Find<MemberDeclarationSyntax>() is not { } member)
        {
            return [];
        }

        var stated = member.Attributes().Where(IsTreatment).ToList();
        return stated.Count > 1 ? stated.Select(kept => Keep(member, kept)) : [Remove(member, reported.ShortName())];
    }

    private static Edit Keep(MemberDeclarationSyntax member, AttributeSyntax kept) =>
        new($"Keep [{kept.ShortName()}]", $"Keep{kept.ShortName()}", editor => editor.ReplaceNode(member, (current, _) =>
            ((MemberDeclarationSyntax)current).WithoutAttributes(
                attribute => IsTreatment(attribute) && attribute.ShortName() != kept.ShortName())));

    private static Edit Remove(MemberDeclarationSyntax member, string name) =>
        new($"Remove [{name}]", "RemoveTraining", editor => editor.ReplaceNode(member, (current, _) =>
            ((MemberDeclarationSyntax)current).WithoutAttributes(attribute => attribute.ShortName() == name)));

    private static bool IsTreatment(AttributeSyntax attribute) => Treatments.Contains(attribute.ShortName());
}
