namespace AdaRank.Generators.Edits;

/// <summary>The files in which declarations can mean something else than before an edit.</summary>
/// <remarks>
/// A declaration reaches what stands in another file by a name only, and goes on from there by names that are mentioned there. So
/// of an edited file the names that it declares have changed, and a file that mentions a changed name is touched, and so are
/// the names that it declares in turn. Whether the names mean the same thing is not asked: a name that is mentioned in vain
/// costs a reading, one that is overlooked would cost an error.
/// </remarks>
internal sealed class DeclarationChanges
{
    private readonly HashSet<FileFacts>? _touched;

    private DeclarationChanges(HashSet<FileFacts>? touched) => _touched = touched;

    /// <summary>Nothing has changed.</summary>
    public static DeclarationChanges None { get; } = new([]);

    /// <summary>Anything may have changed.</summary>
    public static DeclarationChanges Everything { get; } = new(touched: null);

    /// <summary>Whether declarations of a file, of those after the edit, can mean something else.</summary>
    public bool Touch(FileFacts file) => _touched is null || _touched.Contains(file);

    /// <summary>What the edits between two states can have changed.</summary>
    public static DeclarationChanges Between(Declarations before, Declarations after)
    {
        if (!before.HoldSameForAll(after))
        {
            return Everything;
        }

        var names = ChangedNames.Between(before.Files, after.Files);
        return names.Count == 0 ? None : Follow(names, after);
    }

    private static DeclarationChanges Follow(HashSet<string> names, Declarations declarations)
    {
        HashSet<FileFacts> touched = [];
        var all = new HashSet<string>(names, StringComparer.Ordinal);
        for (var latest = names; latest.Count > 0;)
        {
            if (latest.Overlaps(declarations.MentionedForAll))
            {
                return Everything;
            }

            var next = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in declarations.Files)
            {
                if (!touched.Contains(file) && AreMentioned(latest, file))
                {
                    touched.Add(file);
                    next.UnionWith(file.Declared.Where(all.Add));
                }
            }

            latest = next;
        }

        return new DeclarationChanges(touched);
    }

    private static bool AreMentioned(HashSet<string> names, FileFacts file) => names.Count < file.Mentioned.Count
        ? file.Mentioned.Overlaps(names)
        : names.Overlaps(file.Mentioned);
}
