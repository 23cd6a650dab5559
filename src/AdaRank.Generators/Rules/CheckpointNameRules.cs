using AdaRank.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR005 and ADR013: names in checkpoints.</summary>
internal static class CheckpointNameRules
{
    /// <summary>Checks the names of one model against each other.</summary>
    /// <param name="names">The names, those of base classes first, then in the order of declaration.</param>
    public static IEnumerable<Finding> Check(IReadOnlyList<NamedComponent> names)
    {
        for (var index = 0; index < names.Count; index++)
        {
            var (property, name, location, _) = names[index];
            if (location is null)
            {
                continue;
            }

            if (name.Split('.').Any(string.IsNullOrWhiteSpace))
            {
                yield return new Finding(Descriptors.BadCheckpointName, location, name, property, "has an empty part");
            }
            else if (names.Take(index).FirstOrDefault(earlier => Clash(name, earlier) is not null) is { } other)
            {
                // A name without a location stands in another model, from which this one derives.
                var rule = other.Location is null ? Descriptors.NameAcrossModels : Descriptors.BadCheckpointName;
                yield return new Finding(rule, location, name, property, Clash(name, other)!);
            }
        }
    }

    private static string? Clash(string name, NamedComponent earlier)
    {
        var owner = earlier.Location is null ? $"'{earlier.Property}' in a base class" : $"'{earlier.Property}'";
        if (name == earlier.Name)
        {
            return $"is that of {owner}, too: give one of them a [CheckpointName]";
        }

        // Beside the projections of an attention layer there is room for others: BERT keeps its norm there.
        if (earlier.Inside.Count > 0 && IsInside(name, earlier.Name))
        {
            var below = name.Substring(earlier.Name.Length + 1);
            if (!earlier.Inside.Any(part => part == below || IsInside(part, below) || IsInside(below, part)))
            {
                return null;
            }
        }

        return IsInside(name, earlier.Name) || IsInside(earlier.Name, name)
            ? $"and '{earlier.Name}' of {owner} contain each other: give one of them a [CheckpointName]"
            : null;
    }

    private static bool IsInside(string inner, string outer) => inner.StartsWith(outer + ".", StringComparison.Ordinal);
}

/// <summary>A component and its name.</summary>
/// <param name="Property">The property.</param>
/// <param name="Name">Its name in checkpoints.</param>
/// <param name="Location">Where that was decided; null in a base class, which is checked by itself.</param>
/// <param name="Inside">Names inside it beside which others may stand; empty if it is closed.</param>
internal sealed record NamedComponent(string Property, string Name, Location? Location, IReadOnlyList<string> Inside);
