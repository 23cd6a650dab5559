using System.Composition;
using AdaRank.CodeFixes.Editing;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace AdaRank.CodeFixes.Models;

/// <summary>ADR002: turns an annotated property into a get-only partial one, with one attribute that declares a component.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class ComponentPropertyFix() : EditingFix("ADR002")
{
    /// <inheritdoc/>
    protected override IEnumerable<Edit> FindEdits(Place place)
    {
        if (place.Find<PropertyDeclarationSyntax>() is not { ExplicitInterfaceSpecifier: null } property
            || place.Model.GetDeclaredSymbol(property, place.Stop) is not { } symbol)
        {
            return [];
        }

        var components = new Annotations(symbol).Components;
        return components.Count switch
        {
            0 => [],
            1 => MakePartial(property, symbol, place.Stop),
            _ => components.Select(kept => Keep(property, kept, components)),
        };
    }

    private static IEnumerable<Edit> MakePartial(PropertyDeclarationSyntax property, IPropertySymbol symbol, CancellationToken stop)
    {
        var implementation = symbol.PartialImplementationPart?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(stop);
        if (implementation is not null && implementation.SyntaxTree != property.SyntaxTree)
        {
            yield break;
        }

        yield return new Edit($"Make '{symbol.Name}' a get-only partial property", "MakePartialProperty", Apply);

        void Apply(SyntaxEditor editor)
        {
            editor.ReplaceNode(property, (current, _) => GetOnly((PropertyDeclarationSyntax)current));
            if (implementation is not null && implementation != property)
            {
                editor.RemoveNode(implementation, SyntaxRemoveOptions.KeepUnbalancedDirectives);
            }
        }
    }

    private static Edit Keep(PropertyDeclarationSyntax property, string kept, IReadOnlyList<string> components) =>
        new($"Keep [{kept}]", $"Keep{kept}", editor => editor.ReplaceNode(property, (current, _) =>
            ((MemberDeclarationSyntax)current).WithoutAttributes(
                attribute => attribute.ShortName() != kept && components.Contains(attribute.ShortName()))));

    private static PropertyDeclarationSyntax GetOnly(PropertyDeclarationSyntax property)
    {
        var after = property.GetTrailingTrivia();
        var getter = SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration)
            .WithKeyword(SyntaxFactory.Token(default, SyntaxKind.GetKeyword, default))
            .WithSemicolonToken(SyntaxFactory.Token(default, SyntaxKind.SemicolonToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)));
        var accessors = SyntaxFactory.AccessorList(
            SyntaxFactory.Token(default, SyntaxKind.OpenBraceToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
            SyntaxFactory.SingletonList(getter),
            SyntaxFactory.Token(default, SyntaxKind.CloseBraceToken, default));
        return property
            .WithExpressionBody(null)
            .WithInitializer(null)
            .WithSemicolonToken(default)
            .WithIdentifier(property.Identifier.WithTrailingTrivia(SyntaxFactory.Space))
            .WithAccessorList(accessors)
            .WithTrailingTrivia(after)
            .WithoutModifiers(IsUnfit)
            .WithModifier(SyntaxKind.PartialKeyword, comesFirst: false);
    }

    private static bool IsUnfit(SyntaxKind modifier) => modifier is
        SyntaxKind.StaticKeyword or SyntaxKind.VirtualKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.AbstractKeyword
        or SyntaxKind.NewKeyword or SyntaxKind.SealedKeyword or SyntaxKind.RequiredKeyword or SyntaxKind.ExternKeyword
        or SyntaxKind.UnsafeKeyword or SyntaxKind.ReadOnlyKeyword;
}
