using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR011: whether the type of a component fits the attribute that declares it.</summary>
internal static class TypeRules
{
    /// <summary>Type of a property, by the attribute that declares its component.</summary>
    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Linear"] = "AdaRank.Layers.Linear",
        ["Embedding"] = "AdaRank.Layers.Embedding",
        ["RmsNorm"] = "AdaRank.Layers.RmsNorm",
        ["LayerNorm"] = "AdaRank.Layers.LayerNorm",
        ["Conv1d"] = "AdaRank.Layers.Conv1d",
        ["Conv2d"] = "AdaRank.Layers.Conv2d",
        ["Dropout"] = "AdaRank.Layers.Dropout",
        ["Attention"] = "AdaRank.Layers.MultiHeadAttention",
        ["Rotary"] = "AdaRank.Layers.RotaryCache",
        ["Weight"] = WellKnownNames.Parameter,
        ["Buffer"] = WellKnownNames.Tensor,
    };

    /// <summary>A layer's property has the layer's type.</summary>
    public static Finding? CheckType(IPropertySymbol property, string component) =>
        TypeText.FullName(property.Type) == Types[component] ? null : Wrong(property, component, $"its type must be {Types[component]}");

    /// <summary>A component is null only where a flag may leave it out.</summary>
    public static Finding? CheckNull(IPropertySymbol property, string component, bool isOptional) =>
        (isOptional, property.Type.NullableAnnotation) switch
        {
            (false, NullableAnnotation.Annotated) => Wrong(property, component, "a component is never null: drop the '?'"),
            (true, NullableAnnotation.NotAnnotated) => Wrong(property, component, "[When] may leave it out: add a '?' to its type"),
            _ => null,
        };

    /// <summary>The class of a nested model, or what is wrong with it.</summary>
    public static ITypeSymbol? ReadNested(
        IPropertySymbol property, string component, INamedTypeSymbol model, out Finding? finding)
    {
        var nested = property.Type;
        if (component == "Repeat")
        {
            nested = nested is INamedTypeSymbol { Arity: 1 } row && TypeText.FullName(row) == WellKnownNames.Repeated
                ? row.TypeArguments[0]
                : null;
        }

        var reason = (nested, component) switch
        {
            (not (INamedTypeSymbol or ITypeParameterSymbol), "Repeat") => "its type must be Repeated<TModel>",
            (not (INamedTypeSymbol or ITypeParameterSymbol), _) => "its type must be a class with [Model]",
            (ITypeParameterSymbol parameter, _) when !IsCatalogued(parameter, []) =>
                $"'{parameter.Name}' needs a constraint that makes it a model, such as IModelFactory<{parameter.Name}, TOptions>",
            (ITypeParameterSymbol, _) => null,
            _ when !IsModel(nested) => new Annotations(nested).Find("Model") is null
                ? $"'{nested.Name}' is no class with [Model]"
                : $"'{nested.Name}' is no class with [Model] that has a catalogue",
            _ when SymbolEqualityComparer.Default.Equals(nested.OriginalDefinition, model.OriginalDefinition) =>
                "a model cannot contain itself",
            _ when nested.IsAbstract => $"'{nested.Name}' is abstract: use a model that derives from it",
            _ => null,
        };
        finding = reason is null ? null : Wrong(property, component, reason);
        return reason is null ? nested : null;
    }

    public static Finding Wrong(ISymbol property, string component, string reason) =>
        new(Descriptors.WrongType, property.Locations.FirstOrDefault() ?? Location.None, property.Name, component, reason);

    /// <summary>Whether a class is a model with a catalogue, its generated part perhaps still to come.</summary>
    public static bool IsModel(ITypeSymbol type) =>
        new Annotations(type).Find("Model") is { } attribute
            ? (ClassRules.PartsOf(attribute) & Parts.Catalogue) != 0
            : type.AllInterfaces.Any(IsCatalogued) && ModuleRules.IsModule(type);

    private static bool IsCatalogued(INamedTypeSymbol contract) => TypeText.FullName(contract) == WellKnownNames.CataloguedModel;

    private static bool IsCatalogued(ITypeParameterSymbol parameter, HashSet<string> seen) =>
        seen.Add(parameter.Name) && parameter.ConstraintTypes.Any(constraint => constraint switch
        {
            ITypeParameterSymbol other => IsCatalogued(other, seen),
            INamedTypeSymbol { TypeKind: TypeKind.Interface } contract => IsCatalogued(contract) || contract.AllInterfaces.Any(IsCatalogued),
            _ => false,
        });
}
