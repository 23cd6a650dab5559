using System.Globalization;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR022: options of plugins.</summary>
internal static class TunableRules
{
    private static readonly string[] Taken = ["Validate", "TrySet"];

    /// <summary>Checks the declaration of an option.</summary>
    /// <param name="property">The property.</param>
    /// <param name="isInitialised">Whether generated code sets it while it builds the object, so that <c>init</c> is enough.</param>
    /// <param name="type">The option's type, or null if it is none that options can have.</param>
    /// <param name="range">The values allowed.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? CheckProperty(IPropertySymbol property, bool isInitialised, TunableType? type, TunableRange range)
    {
        if (property is not { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public })
        {
            return "an option is a public instance property";
        }

        if (property.SetMethod is not { DeclaredAccessibility: Accessibility.Public } setter)
        {
            return "give it a public setter";
        }

        if (setter.IsInitOnly && !isInitialised)
        {
            return "its class is created before options are read, so give it 'set' instead of 'init'";
        }

        if (property.SetMethod.ContainingType.IsGenericType)
        {
            return "options of generic classes cannot be generated";
        }

        if (isInitialised && Taken.Contains(property.Name))
        {
            return "the generated options have a method of that name, so call it otherwise";
        }

        if (type is null)
        {
            return $"'{property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' is no type of an option: "
                + "use int, long, float, double, bool, string or an enumeration";
        }

        var isNumber = type is TunableType.Int32 or TunableType.Int64 or TunableType.Single or TunableType.Double;
        if (!isNumber && (range.HasMinimum || range.HasMaximum))
        {
            return "only a number has bounds";
        }

        return isNumber && range.IsEmpty ? "its range is empty" : null;
    }

    /// <summary>Checks the default of an option.</summary>
    /// <param name="value">The default; null for null.</param>
    /// <param name="type">The option's type.</param>
    /// <param name="range">The values allowed.</param>
    /// <param name="choice">The enumeration, if it is one.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? CheckDefault(object? value, TunableType type, TunableRange range, INamedTypeSymbol? choice)
    {
        if (value is null || type is TunableType.Boolean or TunableType.String)
        {
            return null;
        }

        if (choice is not null)
        {
            return OptionLiteral.Members(choice, value) is null
                ? $"its default {Convert.ToString(value, CultureInfo.InvariantCulture)} is no value of '{choice.Name}'"
                : null;
        }

        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (range.Contains(number, type))
        {
            return null;
        }

        var allowed = range.Describe(" and ");
        return $"its default {number.ToString("R", CultureInfo.InvariantCulture)} is not "
            + (allowed.Length == 0 ? "finite" : allowed);
    }
}
