using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR025: the order that <c>After</c> and <c>Before</c> ask for.</summary>
internal static class OrderRules
{
    /// <summary>Finds the shortest circle that a plugin is part of. Each circle is reported once, at its first plugin here.</summary>
    public static IEnumerable<Finding> Check(
        INamedTypeSymbol type, PluginSpec plugin, AttributeData attribute, PluginCatalogue catalogue)
    {
        var edges = EdgesOf(catalogue);
        var own = Name(plugin.Slot.Name, plugin.Key);
        if (FindCircle(own, edges) is { } circle && circle.Where(name => IsHere(name, catalogue)).OrderBy(static name => name, StringComparer.Ordinal).First() == own)
        {
            yield return new Finding(PluginRuleDescriptors.CircularOrder, Annotations.LocationOf(attribute), string.Join(" -> ", circle));
        }
    }

    /// <summary>The shortest way from a plugin back to itself, both ends included; null if there is none.</summary>
    /// <param name="start">Slot and key.</param>
    /// <param name="edges">For each plugin, those that run after it.</param>
    public static IReadOnlyList<string>? FindCircle(string start, IReadOnlyDictionary<string, IReadOnlyList<string>> edges)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.Count > 0)
        {
            var current = queue.Dequeue();
            foreach (var next in edges.TryGetValue(current, out var later) ? later : [])
            {
                if (next == start)
                {
                    return PathTo(current, start, cameFrom);
                }

                if (!cameFrom.ContainsKey(next))
                {
                    cameFrom[next] = current;
                    queue.Enqueue(next);
                }
            }
        }

        return null;
    }

    private static List<string> PathTo(string last, string start, Dictionary<string, string> cameFrom)
    {
        var path = new List<string> { start };
        for (var current = last; current != start; current = cameFrom[current])
        {
            path.Insert(0, current);
        }

        path.Insert(0, start);
        return path;
    }

    private static Dictionary<string, IReadOnlyList<string>> EdgesOf(PluginCatalogue catalogue)
    {
        var known = new HashSet<string>(catalogue.Plugins.Select(static entry => Name(entry.Slot, entry.Key)), StringComparer.Ordinal);
        var edges = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var entry in catalogue.Plugins)
        {
            if (catalogue.TypeOf(entry) is not { } type || PluginCatalogue.AttributeOf(type) is not { } attribute)
            {
                continue;
            }

            var name = Name(entry.Slot, entry.Key);
            foreach (var earlier in PluginParser.Names(attribute, "After"))
            {
                Add(Resolve(entry.Slot, earlier), name);
            }

            foreach (var later in PluginParser.Names(attribute, "Before"))
            {
                Add(name, Resolve(entry.Slot, later));
            }
        }

        return edges.ToDictionary(static edge => edge.Key, static edge => (IReadOnlyList<string>)[.. edge.Value], StringComparer.Ordinal);

        // A plugin that is not there asks for nothing.
        void Add(string earlier, string later)
        {
            if (known.Contains(earlier) && known.Contains(later))
            {
                if (!edges.TryGetValue(earlier, out var after))
                {
                    edges[earlier] = after = new SortedSet<string>(StringComparer.Ordinal);
                }

                after.Add(later);
            }
        }
    }

    private static bool IsHere(string name, PluginCatalogue catalogue) =>
        catalogue.Own.Plugins.Any(entry => Name(entry.Slot, entry.Key) == name);

    private static string Resolve(string slot, string name) => name.IndexOf('/') < 0 ? Name(slot, name) : name;

    private static string Name(string slot, string key) => $"{slot}/{key}";
}
