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
        TunableType.Choice => Member(choice!, value) is { } member
            ? $"{Models.TypeText.Reference(choice!)}.{Literal.Identifier(member)}"
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
        TunableType.Choice => Member(choice!, value) ?? Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string? Member(INamedTypeSymbol choice, object value) => choice.GetMembers().OfType<IFieldSymbol>()
        .FirstOrDefault(member => member.HasConstantValue && Equals(member.ConstantValue, value))?.Name;
}
