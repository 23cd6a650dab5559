using System.Composition;
using AdaRank.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR011: adds the question mark that <c>[When]</c> asks for, or removes one that nothing asks for.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class NullabilityFix() : EditingFix("ADR011")
{
    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Find<PropertyDeclarationSyntax>() is not { } property
            || property.Identifier.Span != place.Diagnostic.Location.SourceSpan)
        {
            yield break;
        }

        var isOptional = property.Attributes().Any(attribute => attribute.ShortName() == "When");
        if (isOptional && property.Type is not NullableTypeSyntax)
        {
            yield return new Edit("Add a '?' to the type", "AddNull", editor => editor.ReplaceNode(
                property.Type, (current, _) => WithNull((TypeSyntax)current)));
        }
        else if (!isOptional && property.Type is NullableTypeSyntax nullable)
        {
            yield return new Edit("Drop the '?'", "DropNull", editor => editor.ReplaceNode(
                nullable, (current, _) => current is NullableTypeSyntax type ? type.ElementType.WithTriviaFrom(type) : current));
        }
    }

    private static TypeSyntax WithNull(TypeSyntax type) => type is NullableTypeSyntax
        ? type
        : SyntaxFactory.NullableType(type.WithoutTrailingTrivia()).WithTrailingTrivia(type.GetTrailingTrivia());
}
