using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR020: the slot of a plugin.</summary>
internal static class SlotRules
{
    /// <summary>What is wrong with the slots of a class; null if it has exactly one.</summary>
    public static string? Check(IReadOnlyList<(INamedTypeSymbol Type, SlotSpec Slot)> slots) => slots.Count switch
    {
        0 => "it implements no slot, which is an interface with [PluginSlot] such as IRankPolicy",
        1 => null,
        _ => $"it implements {slots.Count} slots ({string.Join(", ", slots.Select(static found => found.Type.Name))}); write a class for each",
    };
}
