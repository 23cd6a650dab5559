using System.Globalization;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>Values of options as C# and as configuration write them, in every culture alike.</summary>
internal static class OptionLiteral
{
    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture) + "L";

    public static string Of(float value) => value switch
    {
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture) + "F",
    };

    /// <summary>A constant in C#.</summary>
    /// <param name="value">The constant, of the option's type or one that converts to it; null for null.</param>
    /// <param name="type">The option's type.</param>
    /// <param name="choice">The enumeration, if it is one.</param>
    public static string Code(object? value, TunableType type, INamedTypeSymbol? choice) => value is null ? "null" : type switch
    {
        TunableType.Int32 => Literal.Of(Convert.ToInt32(value, CultureInfo.InvariantCulture)),
        TunableType.Int64 => Of(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        TunableType.Single => Of(Convert.ToSingle(value, CultureInfo.InvariantCulture)),
        TunableType.Double => Literal.Of(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        TunableType.Boolean => (bool)value ? "true" : "false",
        TunableType.Choice => Members(choice!, value) is { } members
            ? string.Join(" | ", members.Select(member => $"{Models.TypeText.Reference(choice!)}.{Literal.Identifier(member)}"))
            : $"({Models.TypeText.Reference(choice!)})({Convert.ToString(value, CultureInfo.InvariantCulture)})",
        _ => Literal.Of((string)value),
    };

    /// <summary>A constant as configuration writes it.</summary>
    /// <param name="value">The constant, of the option's type or one that converts to it; null for null.</param>
    /// <param name="type">The option's type.</param>
    /// <param name="choice">The enumeration, if it is one.</param>
    public static string Text(object? value, TunableType type, INamedTypeSymbol? choice) => value is null ? "" : type switch
    {
        TunableType.Single => Convert.ToSingle(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        TunableType.Double => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        TunableType.Boolean => (bool)value ? "true" : "false",
        TunableType.Choice => Members(choice!, value) is { } members
            ? string.Join(", ", members)
            : Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The name of an enumeration's value, or the names that make it up; null if it has none.</summary>
    public static IReadOnlyList<string>? Members(INamedTypeSymbol choice, object value)
    {
        var fields = choice.GetMembers().OfType<IFieldSymbol>().Where(static member => member.HasConstantValue).ToList();
        if (fields.FirstOrDefault(field => Equals(field.ConstantValue, value)) is { } exact)
        {
            return [exact.Name];
        }

        if (!IsFlags(choice))
        {
            return null;
        }

        var parts = fields.Where(field => Bits(field.ConstantValue!) != 0 && (Bits(value) & Bits(field.ConstantValue!)) == Bits(field.ConstantValue!)).ToList();
        return parts.Aggregate(0UL, static (all, field) => all | Bits(field.ConstantValue!)) == Bits(value)
            ? [.. parts.Select(static field => field.Name)]
            : null;
    }

    /// <summary>Whether values of an enumeration may be combined.</summary>
    public static bool IsFlags(INamedTypeSymbol choice) =>
        choice.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "FlagsAttribute" });

    private static ulong Bits(object value) =>
        value is ulong large ? large : unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));
}
