using System.Globalization;

namespace AdaRank.Generators.Models;

/// <summary>Names of generated files.</summary>
internal static class HintNames
{
    /// <summary>Sorts models by their names and gives each a file name that no other has, in whatever case.</summary>
    /// <remarks>
    /// File systems fold case, and so does the compiler in the names of generated files. Sorted, so that the order of files is no change.
    /// </remarks>
    public static IEnumerable<(ModelSpec Model, string Hint)> Assign(IReadOnlyCollection<ModelSpec> models)
    {
        var taken = models.GroupBy(model => model.HintBase, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.Count(), StringComparer.OrdinalIgnoreCase);
        return models
            .OrderBy(model => model.HintBase, StringComparer.Ordinal)
            .Select(model => (model, taken[model.HintBase] == 1 ? model.HintBase : $"{model.HintBase}.{StableHash(model.HintBase)}"));
    }

    /// <summary>FNV-1a: the same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
    private static string StableHash(string name)
    {
        var hash = name.Aggregate(2166136261u, static (hash, letter) => unchecked((hash ^ letter) * 16777619u));
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
