using System.Collections;
using System.Reflection;
using AdaRank.Composition;
using AdaRank.Optimization;
using AdaRank.Steps;

namespace AdaRank.Strategies.Tests.Documents;

/// <summary>What an optimizer is made of, down to every number in a plugin, as lines: twelve steps do not tell an interval of 200 from one of 201.</summary>
internal static class Anatomy
{
    private const int Deepest = 8;

    public static IReadOnlyList<string> Of(AdaRankOptimizer optimizer)
    {
        List<string> lines = [];
        foreach (var group in optimizer.Banks.Select(bank => bank.Group))
        {
            Describe(group.Name, Parts(group), 0, lines);
        }

        foreach (var set in FieldsOf(optimizer).Select(field => field.GetValue(optimizer)).OfType<IEnumerable<DenseSet>>().Single())
        {
            var step = FieldsOf(set).Select(field => field.GetValue(set)).OfType<IFullRankStep>().Single();
            Describe(string.Join(", ", set.Parameters.Select(parameter => parameter.Name)), step, 0, lines);
        }

        return lines;
    }

    private static object[] Parts(LowRankGroup group) =>
        [group.Bounds, group.Trigger, group.Updater, group.Policy, group.Filters, group.Transport, group.Step];

    private static void Describe(string path, object? value, int depth, List<string> lines)
    {
        if (value is null or string or IConvertible)
        {
            lines.Add(FormattableString.Invariant($"{path} = {value ?? "null"}"));
            return;
        }

        var type = value.GetType();
        lines.Add($"{path}: {type.Name}");
        if (value is IEnumerable items)
        {
            var index = 0;
            foreach (var item in items)
            {
                Describe($"{path}[{index++}]", item, depth + 1, lines);
            }

            return;
        }

        if (depth > Deepest || type.Namespace?.StartsWith("AdaRank", StringComparison.Ordinal) != true)
        {
            return;
        }

        foreach (var field in FieldsOf(value))
        {
            Describe($"{path}.{field.Name}", field.GetValue(value), depth + 1, lines);
        }
    }

    private static IEnumerable<FieldInfo> FieldsOf(object value)
    {
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }
}
