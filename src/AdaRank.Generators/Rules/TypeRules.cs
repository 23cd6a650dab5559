using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR011: whether the type of a component fits the attribute that declares it.</summary>
internal static class TypeRules
{
    /// <summary>Type of a layer, by the attribute that declares it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Layers = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Linear"] = "AdaRank.Layers.Linear",
        ["Embedding"] = "AdaRank.Layers.Embedding",
        ["RmsNorm"] = "AdaRank.Layers.RmsNorm",
        ["Rotary"] = "AdaRank.Layers.RotaryCache",
    };

    public static Finding? CheckLayer(IPropertySymbol property, string component)
    {
        var reason = property.Type.NullableAnnotation == NullableAnnotation.Annotated
            ? "a component is never null: drop the '?'"
            : TypeText.FullName(property.Type) == Layers[component] ? null : $"its type must be {Layers[component]}";
        return reason is null ? null : Wrong(property, component, reason);
    }

    /// <summary>The class of a nested model, or what is wrong with it.</summary>
    public static INamedTypeSymbol? ReadNested(
        IPropertySymbol property, string component, INamedTypeSymbol model, out Finding? finding)
    {
        var nested = property.Type as INamedTypeSymbol;
        if (component == "Repeat")
        {
            nested = nested is { Arity: 1 } && nested.TypeArguments[0] is INamedTypeSymbol argument && TypeText.FullName(nested) == WellKnownNames.Repeated
                ? argument
                : null;
        }

        var reason = (nested, component) switch
        {
            (null, "Repeat") => "its type must be Repeated<TModel>",
            (null, _) => "its type must be a class with [Model]",
            _ when property.Type.NullableAnnotation == NullableAnnotation.Annotated => "a component is never null: drop the '?'",
            _ when !IsModel(nested) => $"'{nested.Name}' is no class with [Model]",
            _ when SymbolEqualityComparer.Default.Equals(nested.OriginalDefinition, model.OriginalDefinition) =>
                "a model cannot contain itself",
            _ => null,
        };
        finding = reason is null ? null : Wrong(property, component, reason);
        return reason is null ? nested : null;
    }

    /// <summary>A tie must join a linear layer to an embedding or another linear layer that has a weight of its own.</summary>
    public static Finding? CheckTie(IPropertySymbol property, Annotations annotations, IPropertySymbol? owner, string ownerName)
    {
        var ownerAnnotations = owner is null ? null : new Annotations(owner);
        var reason = annotations.Components[0] != "Linear"
            ? "only a linear layer can use another's weight"
            : owner is null
                ? $"the model has no property '{ownerName}'"
                : SymbolEqualityComparer.Default.Equals(owner, property) || ownerAnnotations!.Find("TiedTo") is not null
                    ? $"'{ownerName}' has no weight of its own"
                    : ownerAnnotations.Components.Count != 1 || ownerAnnotations.Components[0] is not ("Linear" or "Embedding")
                        ? $"'{ownerName}' is neither a linear layer nor an embedding"
                        : null;
        return reason is null
            ? null
            : new Finding(
                Descriptors.WrongType, Annotations.LocationOf(annotations.Find("TiedTo")!), property.Name, "TiedTo", reason);
    }

    public static Finding Wrong(IPropertySymbol property, string component, string reason) =>
        new(Descriptors.WrongType, property.Locations.FirstOrDefault() ?? Location.None, property.Name, component, reason);

    private static bool IsModel(INamedTypeSymbol type) =>
        new Annotations(type).Find("Model") is not null
        || (type.AllInterfaces.Any(contract => TypeText.FullName(contract) == WellKnownNames.CataloguedModel)
            && DerivesFromModule(type));

    private static bool DerivesFromModule(INamedTypeSymbol type)
    {
        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (level.Arity == 0 && TypeText.FullName(level) == WellKnownNames.Module)
            {
                return true;
            }
        }

        return false;
    }
}
