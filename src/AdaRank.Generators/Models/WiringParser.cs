using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Finds out how a model can be built from services.</summary>
internal static class WiringParser
{
    /// <summary>The wiring; null for a generic class, or one that cannot be named or built outside itself.</summary>
    public static WiringSpec? Read(INamedTypeSymbol type, IMethodSymbol? primary, IReadOnlyList<INamedTypeSymbol> containing)
    {
        var constructor = primary ?? (type.InstanceConstructors.Length == 1 ? type.InstanceConstructors[0] : null);
        var isBuildable = constructor is not null
            && containing.Append(type).All(named => named.Arity == 0)
            && TypeText.IsVisibleInAssembly(type)
            && constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
            && constructor.Parameters.All(parameter =>
                parameter.RefKind == RefKind.None && TypeText.IsVisibleInAssembly(parameter.Type) && parameter.Type.IsReferenceType);
        if (!isBuildable)
        {
            return null;
        }

        var options = constructor!.Parameters.FirstOrDefault(parameter => IsOptions(parameter.Type));
        var name = string.Concat(containing.Select(outer => outer.Name + "_")) + type.Name;
        return new WiringSpec(
            TypeText.Namespace(type.ContainingNamespace),
            type.Name,
            TypeText.Reference(type),
            $"{name}ServiceCollectionExtensions",
            $"Add{type.Name}",
            TypeText.IsPublic(type) && constructor.Parameters.All(parameter => TypeText.IsPublic(parameter.Type)),
            options is null ? null : TypeText.Reference(options.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            constructor.Parameters
                .Select(parameter => TypeText.Reference(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)))
                .ToEquatableArray());
    }

    /// <summary>By its name, and since the options system can make one: it has a constructor without parameters.</summary>
    private static bool IsOptions(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } named
        && named.Name.EndsWith("Options", StringComparison.Ordinal)
        && named.InstanceConstructors.Any(constructor =>
            constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility == Accessibility.Public);
}
