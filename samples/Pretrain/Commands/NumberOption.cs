using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using AdaRank;

namespace Pretrain.Commands;

/// <summary>Options that are numbers, read the same in every culture: <c>0,001</c> is refused instead of read as 1.</summary>
internal static class NumberOption
{
    public static Option<int> Whole(string name, string description, int lowest, int highest, int fallback) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse<int>(
                result, NumberStyles.Integer, value => value >= lowest && value <= highest, $"use a whole number from {lowest} to {highest}"),
        };

    public static Option<ulong> Seed(string name, string description, ulong fallback) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse<ulong>(result, NumberStyles.Integer, static _ => true, "use a whole number of at least 0"),
        };

    public static Option<double> Real(string name, string description, double fallback) =>
        new(name)
        {
            Description = description,
            HelpName = "X",
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse<double>(result, NumberStyles.Float, static _ => true, "use a number such as 0.04"),
        };

    public static Option<double?> PositiveOrNone(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "X",
            CustomParser = result => Parse<double>(
                result, NumberStyles.Float, static value => value > 0 && double.IsFinite(value), "use a finite number above 0, such as 3e-3"),
        };

    private static T Parse<T>(ArgumentResult result, NumberStyles style, Predicate<T> isAllowed, string remedy)
        where T : struct, INumberBase<T>
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : string.Empty;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && isAllowed(value))
        {
            return value;
        }

        var name = (result.Parent as OptionResult)?.Option.Name.TrimStart('-').Replace('-', ' ') ?? "number";
        result.AddError(new InvalidSettingException(name, text, remedy).Message);
        return default;
    }
}
