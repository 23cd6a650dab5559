using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Rules;

/// <summary>ADR002: what a property must be, so that the generator can implement it.</summary>
internal static class MemberRules
{
    public static Finding? Check(IPropertySymbol property, Annotations annotations, PropertyDeclarationSyntax? syntax) =>
        Reason(property, annotations, syntax) is { } reason
            ? new Finding(Descriptors.NotGetOnlyPartialProperty, Location(property), property.Name, reason)
            : null;

    private static string? Reason(IPropertySymbol property, Annotations annotations, PropertyDeclarationSyntax? syntax)
    {
        if (annotations.Components.Count != 1)
        {
            var found = string.Join(" and ", annotations.OfComponent.Select(name => $"[{name}]"));
            return annotations.Components.Count == 0
                ? $"{found} needs an attribute that declares a component, such as [Linear]"
                : $"it has {found}, which declare different components: keep one";
        }

        if (syntax is null || !property.IsPartialDefinition || !syntax.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            return "declare it partial, as in 'public partial Linear Query { get; }'";
        }

        if (property.GetMethod is null || property.SetMethod is not null)
        {
            return "declare 'get' as its only accessor, since a component stays what it was registered as";
        }

        if (property.PartialImplementationPart is { } part && !TypeText.IsGenerated(part))
        {
            return "remove its implementation, which is generated";
        }

        var unfit = syntax.Modifiers.FirstOrDefault(modifier => modifier.Kind() is
            SyntaxKind.StaticKeyword or SyntaxKind.VirtualKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.AbstractKeyword
            or SyntaxKind.NewKeyword or SyntaxKind.SealedKeyword or SyntaxKind.RequiredKeyword or SyntaxKind.ExternKeyword or SyntaxKind.UnsafeKeyword);
        if (unfit != default)
        {
            return $"remove '{unfit.Text}'";
        }

        return syntax.ExplicitInterfaceSpecifier is null ? null : "an explicit implementation of an interface cannot hold one";
    }

    private static Location Location(IPropertySymbol property) =>
        property.Locations.FirstOrDefault() ?? Microsoft.CodeAnalysis.Location.None;
}
