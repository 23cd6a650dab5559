using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR021: two plugins of one slot with one key.</summary>
internal static class DuplicateRules
{
    /// <summary>Finds the plugin that has the key already; of two, the one later by name is reported.</summary>
    public static IEnumerable<Finding> Check(
        INamedTypeSymbol type, PluginSpec plugin, AttributeData attribute, PluginCatalogue catalogue)
    {
        var first = catalogue.Own.Plugins
            .Where(entry => entry.Slot == plugin.Slot.Name && entry.Key == plugin.Key)
            .Select(catalogue.TypeOf)
            .FirstOrDefault();
        if (first is not null && !SymbolEqualityComparer.Default.Equals(first, type))
        {
            yield return new Finding(
                PluginRuleDescriptors.BadKey, Annotations.LocationOf(attribute, 0), plugin.Key,
                $"is that of '{first.Name}', too: keys are unique in a slot, so choose another");
        }
    }
}
