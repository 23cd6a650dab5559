using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>Finds the slots that a class implements.</summary>
internal static class SlotReader
{
    /// <summary>The attribute that makes an interface a slot, or null.</summary>
    public static AttributeData? AttributeOf(ITypeSymbol type) => type.GetAttributes().FirstOrDefault(
        static attribute => IsContract(attribute.AttributeClass, "PluginSlotAttribute"));

    /// <summary>The slots of a class. One that another of them extends is not counted.</summary>
    public static IReadOnlyList<(INamedTypeSymbol Type, SlotSpec Slot)> SlotsOf(INamedTypeSymbol type)
    {
        var slots = type.AllInterfaces
            .Select(static contract => (Type: contract, Slot: Read(contract)))
            .Where(static found => found.Slot is not null)
            .ToList();
        return
        [
            .. slots
                .Where(found => !slots.Any(other => other.Type.AllInterfaces.Contains(found.Type, SymbolEqualityComparer.Default)))
                .Select(static found => (found.Type, found.Slot!)),
        ];
    }

    /// <summary>Name and version of a slot; null for other types.</summary>
    public static SlotSpec? Read(INamedTypeSymbol type) =>
        AttributeOf(type) is { } attribute
        && attribute.Argument<string>(0) is { } name
        && attribute.ArgumentValue<int>(1) is { } major
        && attribute.ArgumentValue<int>(2) is { } minor
            ? new SlotSpec(name, Models.TypeText.Reference(type), major, minor)
            : null;

    /// <summary>Whether a type is one of AdaRank's contracts around plugins.</summary>
    public static bool IsContract(ITypeSymbol? type, string name) =>
        type?.Name == name
        && type.ContainingType is null
        && type.ContainingNamespace is
        {
            Name: "Plugins",
            ContainingNamespace: { Name: "AdaRank", ContainingNamespace.IsGlobalNamespace: true },
        };
}
