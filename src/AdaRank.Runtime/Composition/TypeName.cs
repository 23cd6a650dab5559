namespace AdaRank.Composition;

/// <summary>Names of types as people write them.</summary>
internal static class TypeName
{
    /// <summary><c>IOptionsSnapshot&lt;Rates&gt;</c> for the type that reflection calls <c>IOptionsSnapshot`1</c>.</summary>
    public static string Of(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>"
        : type.Name;
}
