using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR020: what the constructor of a plugin asks for.</summary>
internal static class ArgumentRules
{
    /// <summary>Checks the parameters of a constructor.</summary>
    /// <param name="type">The plugin.</param>
    /// <param name="constructor">Its constructor.</param>
    /// <param name="options">The options that it takes, or null.</param>
    /// <param name="generatesOptions">Whether options are generated from the class's own properties.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(INamedTypeSymbol type, IMethodSymbol constructor, INamedTypeSymbol? options, bool generatesOptions)
    {
        var taken = constructor.Parameters.Count(static parameter => OptionsReader.IsOptions(parameter.Type));
        if (taken > 1)
        {
            return "its constructor takes two kinds of options; put them into one class";
        }

        if (options is not null && TunableReader.PropertiesOf(type).Any())
        {
            return $"it has options of its own and takes '{options.Name}'; put [Tunable] on the properties of '{options.Name}' only";
        }

        if (options is not null && !IsCreatable(options))
        {
            return $"'{options.Name}' is created before options are read, so it must be a class with a public constructor without parameters";
        }

        if (RequiredMember(type, constructor) is { } required)
        {
            return $"nothing sets its required member '{required.Name}'; make it a property with [Tunable], or take it in the constructor";
        }

        return constructor.Parameters
            .Where(parameter => !OptionsReader.IsOptions(parameter.Type) && !IsLeftOut(parameter))
            .Select(parameter => CheckService(parameter, generatesOptions))
            .FirstOrDefault(static problem => problem is not null);
    }

    /// <summary>Whether a parameter keeps its default, since no service can stand for it.</summary>
    public static bool IsLeftOut(IParameterSymbol parameter) => parameter.IsParams || (parameter.IsOptional && !IsService(parameter.Type));

    /// <summary>Whether a service may be missing.</summary>
    public static bool IsOptional(IParameterSymbol parameter) =>
        parameter.IsOptional || parameter.Type.NullableAnnotation == NullableAnnotation.Annotated;

    private static ISymbol? RequiredMember(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        if (constructor.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute"))
        {
            return null;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().FirstOrDefault(static member =>
                (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                && TunableReader.AttributeOf(member) is null) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? CheckService(IParameterSymbol parameter, bool generatesOptions)
    {
        if (parameter.RefKind != RefKind.None)
        {
            return $"parameter '{parameter.Name}' is passed by reference";
        }

        if (parameter.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "FromKeyedServicesAttribute"))
        {
            return $"parameter '{parameter.Name}' asks for a keyed service, and plugins get services by type only";
        }

        if (IsService(parameter.Type))
        {
            return null;
        }

        var remedy = generatesOptions || parameter.Type.SpecialType != SpecialType.None
            ? "make it a property with [Tunable]"
            : "take a service, or options";
        return $"no service can stand for parameter '{parameter.Name}'; {remedy}";
    }

    private static bool IsService(ITypeSymbol type) =>
        type.IsReferenceType
        && type.SpecialType == SpecialType.None
        && type.TypeKind is TypeKind.Class or TypeKind.Interface or TypeKind.Delegate;

    private static bool IsCreatable(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false }
        && type.InstanceConstructors.Any(static constructor =>
            constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility == Accessibility.Public);
}
