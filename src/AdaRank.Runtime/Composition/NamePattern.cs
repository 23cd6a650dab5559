namespace AdaRank.Composition;

/// <summary>A pattern over checkpoint names.</summary>
/// <remarks>
/// <c>*</c> is any run of letters, dots among them, <c>?</c> is one letter, and a leading <c>*.</c> matches also nothing,
/// so that <c>*.lm_head.weight</c> finds a head at the top of a model and one inside of another alike. Case counts.
/// </remarks>
/// <param name="Text">The pattern as it is written.</param>
internal sealed record NamePattern(string Text)
{
    /// <summary>How many letters stand for themselves. The pattern with more of them is the more specific one.</summary>
    public int Literals { get; } = Text.Count(letter => letter is not ('*' or '?'));

    public bool Matches(string name) =>
        Matches(Text, name) || (Text.StartsWith("*.", StringComparison.Ordinal) && Matches(Text.AsSpan(2), name));

    /// <summary>How many letters of a name would have to change for the pattern to match it.</summary>
    public int Distance(string name)
    {
        var distance = Nearest.PatternDistance(Text, name);
        return Text.StartsWith("*.", StringComparison.Ordinal) ? Math.Min(distance, Nearest.PatternDistance(Text[2..], name)) : distance;
    }

    public override string ToString() => Text;

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var (at, inName) = (0, 0);
        var (lastRun, runEnd) = (-1, 0);
        while (inName < name.Length)
        {
            if (at < pattern.Length && pattern[at] is '*')
            {
                (lastRun, runEnd) = (at++, inName);
            }
            else if (at < pattern.Length && (pattern[at] is '?' || pattern[at] == name[inName]))
            {
                at++;
                inName++;
            }
            else if (lastRun >= 0)
            {
                // The last run was too short: one letter more, and what follows it anew.
                (at, inName) = (lastRun + 1, ++runEnd);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }
}
