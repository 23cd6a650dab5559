using System.Collections.Immutable;

namespace AdaRank.Generators.Edits;

/// <summary>Finds the names whose meaning the edit of some files can have changed, whoever mentions them.</summary>
internal static class ChangedNames
{
    public static HashSet<string> Between(ImmutableArray<FileFacts> before, ImmutableArray<FileFacts> after)
    {
        var (oldPart, newPart) = Trim(before, after);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (oldPart.Length == 0 && newPart.Length == 0)
        {
            return names;
        }

        var (removed, keptBefore) = Split(oldPart, newPart);
        var (added, keptAfter) = Split(newPart, oldPart);
        foreach (var file in removed.Concat(added))
        {
            names.UnionWith(file.Declared);
        }

        AddNamespaces(names, removed, added, before, after);
        AddMoved(names, keptBefore, keptAfter);
        return names;
    }

    /// <summary>Leaves out what is the same at both ends: mostly all but one file.</summary>
    private static (ImmutableArray<FileFacts> Before, ImmutableArray<FileFacts> After) Trim(
        ImmutableArray<FileFacts> before, ImmutableArray<FileFacts> after)
    {
        var shorter = Math.Min(before.Length, after.Length);
        var head = 0;
        while (head < shorter && before[head].Hash == after[head].Hash)
        {
            head++;
        }

        var tail = 0;
        while (tail < shorter - head && before[before.Length - 1 - tail].Hash == after[after.Length - 1 - tail].Hash)
        {
            tail++;
        }

        return (before.Slice(head, before.Length - head - tail), after.Slice(head, after.Length - head - tail));
    }

    /// <summary>The files that the others lack, and those that they have too.</summary>
    private static (List<FileFacts> Lacking, List<FileFacts> Common) Split(
        ImmutableArray<FileFacts> files, ImmutableArray<FileFacts> others)
    {
        var counts = others.GroupBy(static file => file.Hash).ToDictionary(static same => same.Key, static same => same.Count());
        List<FileFacts> lacking = [], common = [];
        foreach (var file in files)
        {
            var isCommon = counts.TryGetValue(file.Hash, out var count) && count > 0;
            counts[file.Hash] = count - 1;
            (isCommon ? common : lacking).Add(file);
        }

        return (lacking, common);
    }

    /// <summary>A namespace that comes or goes can hide a type, or another namespace, of its last name.</summary>
    /// <remarks>Not every one that a file declares: all files of a project share its namespace.</remarks>
    private static void AddNamespaces(
        HashSet<string> names,
        List<FileFacts> removed,
        List<FileFacts> added,
        ImmutableArray<FileFacts> before,
        ImmutableArray<FileFacts> after)
    {
        var candidates = new HashSet<string>(removed.SelectMany(static file => file.Namespaces), StringComparer.Ordinal);
        candidates.SymmetricExceptWith(added.SelectMany(static file => file.Namespaces).Distinct(StringComparer.Ordinal));
        foreach (var space in candidates)
        {
            if (before.Any(file => file.Namespaces.Contains(space)) != after.Any(file => file.Namespaces.Contains(space)))
            {
                names.Add(space.Substring(space.LastIndexOf('.') + 1));
            }
        }
    }

    /// <summary>The order of files decides the order of the parts of a type, and nothing else.</summary>
    private static void AddMoved(HashSet<string> names, List<FileFacts> before, List<FileFacts> after)
    {
        if (before.Select(static file => file.Hash).SequenceEqual(after.Select(static file => file.Hash)))
        {
            return;
        }

        var inSeveral = after.SelectMany(static file => file.Declared)
            .GroupBy(static name => name, StringComparer.Ordinal)
            .Where(static same => same.Skip(1).Any())
            .Select(static same => same.Key);
        names.UnionWith(inSeveral);
    }
}
