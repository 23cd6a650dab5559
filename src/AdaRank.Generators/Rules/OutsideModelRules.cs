using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Rules;

/// <summary>ADR014: annotations in a type that has no <c>[Model]</c>, where nothing reads them.</summary>
/// <remarks>
/// A base of models is no exception: what it declares is read where it has <c>[Model]</c> itself, and nowhere else.
/// </remarks>
internal static class OutsideModelRules
{
    /// <summary>The first annotation that nobody reads; null if there is none.</summary>
    public static Finding? Check(INamedTypeSymbol type, CancellationToken stop)
    {
        var ofType = new Annotations(type);
        return ofType.Find("Model") is null && FindFirst(type, ofType) is var (attribute, owner)
            ? new Finding(
                Descriptors.AnnotationOutsideModel,
                Locate(type, attribute, stop),
                type.Name,
                owner is null ? $"its [{NameOf(attribute)}]" : $"[{NameOf(attribute)}] of '{owner.Name}'")
            : null;
    }

    /// <summary>The first attribute that makes sense in a model only, and the member that has it; null for that of the type.</summary>
    public static (AttributeData Attribute, ISymbol? Owner)? FindFirst(INamedTypeSymbol type, Annotations ofType)
    {
        if (ofType.AreOfComponent)
        {
            return (ofType.Find(ofType.OfComponent[0])!, null);
        }

        foreach (var member in type.GetMembers())
        {
            if (member is IPropertySymbol or IFieldSymbol { IsImplicitlyDeclared: false }
                && new Annotations(member) is { AreOfComponent: true } annotations)
            {
                return (annotations.Find(annotations.OfComponent[0])!, member);
            }
        }

        return null;
    }

    private static string NameOf(AttributeData attribute)
    {
        var name = attribute.AttributeClass!.Name;
        return name.Substring(0, name.Length - nameof(Attribute).Length);
    }

    /// <summary>The name of the type, in the part that has the attribute.</summary>
    private static Location Locate(INamedTypeSymbol type, AttributeData attribute, CancellationToken stop) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(stop).FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.GetLocation()
        ?? type.Locations.FirstOrDefault()
        ?? Location.None;
}
