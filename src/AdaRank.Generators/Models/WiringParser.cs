using AdaRank.Generators.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Finds out how a model can be built from services.</summary>
internal static class WiringParser
{
    /// <summary>The wiring; null for a generic class, or one that cannot be named or built outside itself.</summary>
    public static WiringSpec? Read(INamedTypeSymbol type, IMethodSymbol? primary, IReadOnlyList<INamedTypeSymbol> containing)
    {
        var constructor = ConstructorRules.FindPublic(type, primary);
        var value = constructor?.Parameters.FirstOrDefault(parameter => IsRecordOptions(parameter.Type));
        var isBuildable = constructor is not null
            && !type.IsAbstract
            && containing.Append(type).All(named => named.Arity == 0)
            && TypeText.IsVisibleInAssembly(type)
            && constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
            && constructor.Parameters.All(parameter => parameter.RefKind == RefKind.None
                && TypeText.IsVisibleInAssembly(parameter.Type)
                && (parameter.Type.IsReferenceType || SymbolEqualityComparer.Default.Equals(parameter, value)));
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
            options is null ? null : ServiceType(options),
            value is null ? null : ServiceType(value),
            value is { Type.IsValueType: true },
            constructor.Parameters.Select(ServiceType).ToEquatableArray(),
            new Annotations(type).Find("Model") is { } model && (ClassRules.PartsOf(model) & Parts.Module) == 0);
    }

    private static string ServiceType(IParameterSymbol parameter) =>
        TypeText.Reference(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));

    /// <summary>By its name, and since the options system can make one: it has a constructor without parameters.</summary>
    private static bool IsOptions(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false } named
        && IsNamedOptions(named)
        && named.InstanceConstructors.Any(constructor =>
            constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility == Accessibility.Public);

    /// <summary>A record is written down as a whole: a positional or immutable one cannot be changed step by step.</summary>
    private static bool IsRecordOptions(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsRecord: true, IsAbstract: false } named && IsNamedOptions(named);

    private static bool IsNamedOptions(INamedTypeSymbol type) => type.Name.EndsWith("Options", StringComparison.Ordinal);
}
