using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR022: options classes that users write.</summary>
internal static class OptionsClassRules
{
    /// <summary>Checks that the options of a class can be set from configuration.</summary>
    public static IEnumerable<Finding> Check(INamedTypeSymbol type, CancellationToken stop)
    {
        if (OptionsReader.TrySetForm(type, stop) == MethodForm.Absent)
        {
            yield break;
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (!TypeText.IsPartial(current, stop))
            {
                var first = TunableReader.OwnPropertiesOf(type).First();
                yield return new Finding(
                    PluginRuleDescriptors.BadTunable, first.Locations[0], first.Name,
                    $"nothing can be generated for '{type.Name}'; make '{current.Name}' partial, or write TrySet");
                yield break;
            }
        }
    }
}
