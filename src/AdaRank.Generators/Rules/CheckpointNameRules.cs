using AdaRank.Generators.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR005: names in checkpoints.</summary>
internal static class CheckpointNameRules
{
    /// <summary>Checks the names of one model against each other.</summary>
    /// <param name="names">Property, checkpoint name and where it was decided, in the order of declaration.</param>
    public static IEnumerable<Finding> Check(IReadOnlyList<(string Property, string Name, Location Location)> names)
    {
        for (var index = 0; index < names.Count; index++)
        {
            var (property, name, location) = names[index];
            var reason = name.Split('.').Any(string.IsNullOrWhiteSpace)
                ? "has an empty part"
                : names.Take(index).Select(earlier => Clash(name, earlier.Name, earlier.Property)).FirstOrDefault(clash => clash is not null);
            if (reason is not null)
            {
                yield return new Finding(Descriptors.BadCheckpointName, location, name, property, reason);
            }
        }
    }

    private static string? Clash(string name, string earlier, string property)
    {
        if (name == earlier)
        {
            return $"is that of '{property}', too: give one of them a [CheckpointName]";
        }

        return IsInside(name, earlier) || IsInside(earlier, name)
            ? $"and '{earlier}' of '{property}' contain each other: give one of them a [CheckpointName]"
            : null;
    }

    private static bool IsInside(string inner, string outer) => inner.StartsWith(outer + ".", StringComparison.Ordinal);
}
