using AdaRank.Composition;

namespace AdaRank.Plugins;

/// <summary>Sorts plugins by what they say about each other: <c>After</c> and <c>Before</c>.</summary>
/// <remarks>Stable: where nobody says anything, the order of declaration stays, whatever the machine.</remarks>
internal static class PluginOrder
{
    /// <summary>Sorts.</summary>
    /// <param name="declared">The plugins in the order of their declaration.</param>
    /// <param name="problems">Receives every cycle with its whole path.</param>
    public static IReadOnlyList<OrderedPlugin> Sort(IReadOnlyList<PluginDeclaration> declared, ProblemList problems)
    {
        var reasons = declared.Select(_ => new List<string>()).ToArray();
        var earlier = FindEarlier(declared, reasons);
        var open = Enumerable.Range(0, declared.Count).ToList();
        var sorted = new List<OrderedPlugin>(declared.Count);
        while (open.Count > 0)
        {
            var next = open.FindIndex(plugin => !earlier[plugin].Overlaps(open));
            if (next < 0)
            {
                ReportCycle(declared, earlier, open, problems);
                continue;
            }

            sorted.Add(new OrderedPlugin(declared[open[next]], reasons[open[next]]));
            open.RemoveAt(next);
        }

        return sorted;
    }

    /// <summary>For each plugin those that must come before it. A reference to nothing says nothing.</summary>
    private static SortedSet<int>[] FindEarlier(IReadOnlyList<PluginDeclaration> declared, List<string>[] reasons)
    {
        var earlier = declared.Select(_ => new SortedSet<int>()).ToArray();
        for (var self = 0; self < declared.Count; self++)
        {
            var (descriptor, slot) = (declared[self].Descriptor, declared[self].Slot.Name);
            for (var other = 0; other < declared.Count; other++)
            {
                if (descriptor.After.Any(reference => declared[other].IsNamedBy(reference, slot)))
                {
                    earlier[self].Add(other);
                    reasons[self].Add($"after {declared[other].Id}, as it asks");
                }

                if (descriptor.Before.Any(reference => declared[other].IsNamedBy(reference, slot)))
                {
                    earlier[other].Add(self);
                    reasons[self].Add($"before {declared[other].Id}, as it asks");
                    reasons[other].Add($"after {declared[self].Id}, as that one asks");
                }
            }
        }

        return earlier;
    }

    /// <summary>Finds one cycle among plugins that all wait for another, reports it and takes it out.</summary>
    private static void ReportCycle(
        IReadOnlyList<PluginDeclaration> declared, SortedSet<int>[] earlier, List<int> open, ProblemList problems)
    {
        // Every open plugin waits for an open one, so going back from one to the next must meet a plugin twice.
        var path = new List<int>();
        var at = open[0];
        while (!path.Contains(at))
        {
            path.Add(at);
            at = earlier[at].First(open.Contains);
        }

        var cycle = path[path.IndexOf(at)..];
        cycle.Reverse();
        var first = cycle.IndexOf(cycle.Min());
        var names = cycle[first..].Concat(cycle[..first]).Append(cycle[first]).Select(plugin => declared[plugin].Id);
        problems.Add(
            "order of plugins", new Words(string.Join(" -> ", names)), "take out one After or Before of these, each wants to run before the next");
        open.RemoveAll(cycle.Contains);
    }
}
