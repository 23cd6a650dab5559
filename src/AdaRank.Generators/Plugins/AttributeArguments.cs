using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>Positional arguments of attributes, which may be missing or wrong while somebody types.</summary>
internal static class AttributeArguments
{
    /// <summary>The value of an argument, or null if there is none of that type.</summary>
    public static T? Argument<T>(this AttributeData attribute, int index)
        where T : class => Value(attribute, index) as T;

    /// <summary>The value of an argument, or null if there is none of that type.</summary>
    public static T? ArgumentValue<T>(this AttributeData attribute, int index)
        where T : struct => Value(attribute, index) as T?;

    private static object? Value(AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length && attribute.ConstructorArguments[index].Kind != TypedConstantKind.Array
            ? attribute.ConstructorArguments[index].Value
            : null;
}
