namespace AdaRank.Composition;

/// <summary>Finds what a user may have meant.</summary>
internal static class Nearest
{
    /// <summary>A remedy that starts with the nearest name, if there is one near enough to be meant.</summary>
    /// <param name="written">What the user wrote.</param>
    /// <param name="allowed">The names that there are.</param>
    /// <param name="otherwise">What to do, an imperative that lists them.</param>
    public static string Suggest(string written, IEnumerable<string> allowed, string otherwise) =>
        Find(written, allowed) is { } name ? $"did you mean '{name}'? Otherwise {otherwise}" : otherwise;

    /// <summary>The nearest name, or null if none is near: a third of the letters may differ, and two may have changed places.</summary>
    public static string? Find(string written, IEnumerable<string> allowed)
    {
        var nearest = allowed
            .Select(name => (Name: name, Distance: Distance(written, name)))
            .OrderBy(entry => entry.Distance)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is { } found && nearest.Distance <= AllowedDistance(Math.Max(found.Length, written.Length)) ? found : null;
    }

    /// <summary>How many letters must be put in, left out or changed, whatever their case.</summary>
    public static int Distance(string from, string to) => Distance(from, to, static _ => false, ignoreCase: true);

    /// <summary>The same for a pattern whose <c>*</c> stands for anything and whose <c>?</c> stands for one letter.</summary>
    public static int PatternDistance(string pattern, string name) => Distance(pattern, name, static letter => letter is '*', ignoreCase: false);

    private static int AllowedDistance(int length) => length < 4 ? 1 : Math.Max(2, length / 3);

    private static int Distance(string from, string to, Func<char, bool> matchesAnyRun, bool ignoreCase)
    {
        var previous = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
        {
            previous[column] = column;
        }

        foreach (var letter in from)
        {
            var isRun = matchesAnyRun(letter);
            var current = new int[to.Length + 1];
            current[0] = previous[0] + (isRun ? 0 : 1);
            for (var column = 1; column <= to.Length; column++)
            {
                current[column] = isRun
                    ? Math.Min(previous[column], current[column - 1])
                    : Math.Min(
                        Math.Min(previous[column], current[column - 1]) + 1,
                        previous[column - 1] + (IsSame(letter, to[column - 1], ignoreCase) ? 0 : 1));
            }

            previous = current;
        }

        return previous[to.Length];
    }

    private static bool IsSame(char first, char second, bool ignoreCase) => ignoreCase
        ? char.ToLowerInvariant(first) == char.ToLowerInvariant(second)
        : first == second || first is '?';
}
