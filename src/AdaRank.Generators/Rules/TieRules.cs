using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR011: a tie joins a linear layer to an embedding, a free weight or a linear layer that has a weight of its own.</summary>
internal static class TieRules
{
    public static Finding? Check(
        IPropertySymbol property, Annotations annotations, IPropertySymbol? owner, string ownerName, INamedTypeSymbol model)
    {
        var reason = Reason(property, annotations, owner, ownerName, model);
        return reason is null
            ? null
            : new Finding(
                Descriptors.WrongType, Annotations.LocationOf(annotations.Find("TiedTo")!), property.Name, "TiedTo", reason);
    }

    private static string? Reason(
        IPropertySymbol property, Annotations annotations, IPropertySymbol? owner, string ownerName, INamedTypeSymbol model)
    {
        if (annotations.Components[0] != "Linear")
        {
            return "only a linear layer can use another's weight";
        }

        if (owner is null)
        {
            return $"the model has no property '{ownerName}'";
        }

        var ofOwner = new Annotations(owner);
        if (SymbolEqualityComparer.Default.Equals(owner, property) || ofOwner.Find("TiedTo") is not null)
        {
            return $"'{ownerName}' has no weight of its own";
        }

        var isOwn = SymbolEqualityComparer.Default.Equals(owner.ContainingType, model);
        var isWeightOwner = ofOwner.Components.Count == 1
            && (ofOwner.Components[0] is "Linear" or "Embedding" || (ofOwner.Components[0] == "Weight" && isOwn));
        if (!isWeightOwner)
        {
            return $"'{ownerName}' is neither a linear layer nor an embedding";
        }

        var tie = annotations.Find("TiedTo")!;
        return Flag(ofOwner.Find("When")) is { } condition
            && Flag(annotations.Find("When")) != condition
            && !(condition.Is && Annotations.Named<string>(tie, "When") == condition.Flag)
            ? $"'{ownerName}' is null in some models: tie it when '{condition.Flag}' says that it is there"
            : null;
    }

    private static (string Flag, bool Is)? Flag(AttributeData? when) => when is null
        ? null
        : (Annotations.Positional(when, 0) as string ?? "", Annotations.NamedValue<bool>(when, "Is") ?? true);
}
