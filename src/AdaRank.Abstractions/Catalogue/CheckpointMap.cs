using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AdaRank.Catalogue;

/// <summary>Where the parameters of a model class stand in the class and in its checkpoints, both ways.</summary>
/// <remarks>
/// <c>Blocks.3.Query.Weight</c> is <c>model.layers.3.self_attn.q_proj.weight</c>. Paths with <c>*</c> for an index are
/// translated, too.
/// </remarks>
public sealed class CheckpointMap
{
    private readonly Dictionary<string, List<Line>> _byMember = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Line>> _byName = new(StringComparer.Ordinal);

    /// <summary>Makes a map.</summary>
    /// <param name="lines">Pairs of member path and checkpoint name, with as many <c>*</c> in one as in the other.</param>
    /// <exception cref="ArgumentException">A pair has more <c>*</c> on one side than on the other.</exception>
    public CheckpointMap(IEnumerable<(string Member, string Name)> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (var (member, name) in lines)
        {
            if (member.Length == 0)
            {
                continue;
            }

            var line = new Line(member.Split('.'), name.Split('.'));
            if (line.Member.Count(IsStar) != line.Name.Count(IsStar))
            {
                throw new ArgumentException($"'{member}' and '{name}' have different numbers of indexes.", nameof(lines));
            }

            Add(_byMember, line.Member, line);
            Add(_byName, line.Name, line);
        }
    }

    /// <summary>Finds the checkpoint name of a member.</summary>
    /// <param name="member">Path of a member, for example <c>Blocks.3.Query.Weight</c> or <c>Blocks.*.Query.Weight</c>.</param>
    /// <param name="name">Its name in checkpoints; null if the class has no such member.</param>
    /// <returns>Whether the class has such a member.</returns>
    public bool TryGetName(string member, [NotNullWhen(true)] out string? name) =>
        TryTranslate(member, _byMember, static line => (line.Member, line.Name), out name);

    /// <summary>Finds the member that has a checkpoint name.</summary>
    /// <param name="name">Name in checkpoints, for example <c>model.layers.3.self_attn.q_proj.weight</c>; indexes may be <c>*</c>.</param>
    /// <param name="member">Path of the member; null if none has the name.</param>
    /// <returns>Whether a member has the name.</returns>
    public bool TryGetMember(string name, [NotNullWhen(true)] out string? member) =>
        TryTranslate(name, _byName, static line => (line.Name, line.Member), out member);

    /// <summary>Finds the line of a catalogue that a checkpoint name belongs to.</summary>
    /// <param name="name">Name in checkpoints, for example <c>model.layers.3.self_attn.q_proj.weight</c>.</param>
    /// <param name="pattern">The name with <c>*</c> for indexes, as it stands in the catalogue; null if there is none.</param>
    /// <returns>Whether a line has the name.</returns>
    public bool TryGetPattern(string name, [NotNullWhen(true)] out string? pattern)
    {
        ArgumentNullException.ThrowIfNull(name);
        var steps = name.Split('.');
        pattern = Find(_byName, steps, static line => line.Name) is { } line ? string.Join('.', line.Name) : null;
        return pattern is not null;
    }

    private static bool TryTranslate(
        string path,
        Dictionary<string, List<Line>> lines,
        Func<Line, (string[] From, string[] To)> direction,
        [NotNullWhen(true)] out string? translated)
    {
        ArgumentNullException.ThrowIfNull(path);
        var steps = path.Split('.');
        if (Find(lines, steps, line => direction(line).From) is not { } best)
        {
            translated = null;
            return false;
        }

        var (from, to) = direction(best);
        var indexes = new Queue<string>(steps.Where((_, position) => IsStar(from[position])));
        translated = string.Join('.', to.Select(step => IsStar(step) ? indexes.Dequeue() : step));
        return true;
    }

    /// <summary>A step that is a number may be an index or part of a name; the line with the fewest indexes is the closest.</summary>
    private static Line? Find(Dictionary<string, List<Line>> lines, string[] steps, Func<Line, string[]> from) =>
        lines.GetValueOrDefault(Key(steps), [])
            .Where(line => Fits(from(line), steps))
            .OrderBy(line => from(line).Count(IsStar))
            .FirstOrDefault();

    private static bool Fits(string[] pattern, string[] steps) =>
        pattern.Zip(steps).All(pair => pair.First == pair.Second || (IsStar(pair.First) && IsIndex(pair.Second)));

    private static void Add(Dictionary<string, List<Line>> lines, string[] steps, Line line)
    {
        var key = Key(steps);
        if (!lines.TryGetValue(key, out var alike))
        {
            lines[key] = alike = [];
        }

        alike.Add(line);
    }

    private static string Key(string[] steps) => string.Join('.', steps.Select(step => IsIndex(step) ? "*" : step));

    private static bool IsStar(string step) => step == "*";

    private static bool IsIndex(string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && step == index.ToString(CultureInfo.InvariantCulture);

    private sealed record Line(string[] Member, string[] Name);
}
