using System.Composition;
using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR001: declares a model, and every type around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class MakePartialFix() : EditingFix("ADR001")
{
    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        var whole = place.Find<TypeDeclarationSyntax>()?.AncestorsAndSelf().OfType<TypeDeclarationSyntax>()
            .Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword))
            .ToList();
        if (whole is null or { Count: 0 })
        {
            yield break;
        }

        var title = whole.Count == 1
            ? $"Make '{whole[0].Identifier.ValueText}' partial"
            : $"Make {string.Join(" and ", whole.Select(type => $"'{type.Identifier.ValueText}'"))} partial";
        yield return new Edit(title, "MakePartial", editor =>
        {
            foreach (var type in whole)
            {
                editor.ReplaceNode(
                    type, (current, _) => ((TypeDeclarationSyntax)current).WithModifier(SyntaxKind.PartialKeyword, comesFirst: false));
            }
        });
    }
}
