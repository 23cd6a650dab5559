using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR010: which axes of a weight make the rows of the matrix that a low-rank step sees.</summary>
internal static class AxisRules
{
    /// <summary>How many leading axes make the rows.</summary>
    /// <param name="lowRank">The attribute, which may name axes.</param>
    /// <param name="axes">Number of axes of the weight.</param>
    /// <param name="complaint">What is wrong, or null.</param>
    public static int Read(AttributeData lowRank, int axes, out string? complaint)
    {
        var reduce = Annotations.NamedList(lowRank, "Reduce") ?? [];
        var output = Annotations.NamedList(lowRank, "Output") ?? [];
        complaint = null;
        if (reduce.Count == 0 && output.Count == 0)
        {
            return 1;
        }

        complaint = WrongAxis(reduce.Concat(output), axes) ?? Twice(reduce, "Reduce") ?? Twice(output, "Output");
        if (complaint is null && reduce.FirstOrDefault(axis => output.Contains(axis), -1) is var both and >= 0)
        {
            complaint = $"axis {both} is in Reduce and in Output";
        }

        var all = Enumerable.Range(0, axes).ToList();
        output = output.Count == 0 ? [.. all.Except(reduce)] : output;
        reduce = reduce.Count == 0 ? [.. all.Except(output)] : reduce;
        if (complaint is null && all.Except(reduce).Except(output).FirstOrDefault(-1) is var neither and >= 0)
        {
            complaint = $"axis {neither} is in neither Reduce nor Output";
        }

        if (complaint is null && (reduce.Count == 0 || output.Count == 0))
        {
            complaint = $"no axis is left for {(reduce.Count == 0 ? "Reduce" : "Output")}";
        }

        var rows = IsLeading(output) ? output.Count : IsLeading(reduce) ? reduce.Count : 0;
        if (complaint is null && rows == 0)
        {
            complaint = "the axes of Reduce or those of Output must be the first ones of the weight, so that the matrix is a view of it";
        }

        return complaint is null ? rows : 1;
    }

    private static string? WrongAxis(IEnumerable<int> named, int axes)
    {
        var wrong = named.Where(axis => axis < 0 || axis >= axes).Select(axis => (int?)axis).FirstOrDefault();
        return wrong is null ? null : $"axis {wrong} is none of the weight's {axes}, which count from 0";
    }

    private static string? Twice(IReadOnlyList<int> named, string name)
    {
        var twice = named.GroupBy(axis => axis).Where(same => same.Count() > 1).Select(same => (int?)same.Key).FirstOrDefault();
        return twice is null ? null : $"axis {twice} stands twice in {name}";
    }

    private static bool IsLeading(IReadOnlyList<int> axes) => axes.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, axes.Count));

    private static int FirstOrDefault(this IEnumerable<int> axes, int otherwise) =>
        axes.Select(axis => (int?)axis).FirstOrDefault() ?? otherwise;

    private static int FirstOrDefault(this IEnumerable<int> axes, Func<int, bool> matches, int otherwise) =>
        axes.Where(matches).FirstOrDefault(otherwise);
}
