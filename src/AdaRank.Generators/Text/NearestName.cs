namespace AdaRank.Generators.Text;

/// <summary>Finds what somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits, or null if all are too far off to be a slip of the pen.</summary>
    public static string? Find(string wrong, IEnumerable<string> candidates)
    {
        var limit = Math.Max(2, wrong.Length / 3);
        return candidates
            .Select(candidate => (candidate, distance: Distance(wrong, candidate)))
            .Where(found => found.distance <= limit)
            .OrderBy(found => found.distance)
            .ThenBy(found => found.candidate, StringComparer.Ordinal)
            .Select(found => found.candidate)
            .FirstOrDefault();
    }

    private static int Distance(string left, string right)
    {
        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var row = 1; row <= left.Length; row++)
        {
            var current = new int[above.Length];
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = char.ToUpperInvariant(left[row - 1]) == char.ToUpperInvariant(right[column - 1]);
                current[column] = Math.Min(
                    Math.Min(above[column], current[column - 1]) + 1,
                    above[column - 1] + (same ? 0 : 1));
            }

            above = current;
        }

        return above[right.Length];
    }
}
