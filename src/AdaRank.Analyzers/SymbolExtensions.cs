using Microsoft.CodeAnalysis;

namespace AdaRank.Analyzers;

/// <summary>Questions about symbols that several rules ask.</summary>
internal static class SymbolExtensions
{
    /// <summary>The type and its base types, the nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    /// <summary>Whether the type is, or derives from, a base class; type arguments do not matter. False for null.</summary>
    /// <remarks>A type parameter is what its constraints say.</remarks>
    public static bool Is(this ITypeSymbol? type, INamedTypeSymbol? baseType)
    {
        if (type is null || baseType is null)
        {
            return false;
        }

        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes)
            {
                if (constraint.Is(baseType))
                {
                    return true;
                }
            }

            return false;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, baseType))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the symbol carries an attribute of exactly this type. False where the type is null.</summary>
    public static bool Has(this ISymbol symbol, INamedTypeSymbol? attribute)
    {
        if (attribute is null)
        {
            return false;
        }

        foreach (var data in symbol.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The method that an override or a reduced extension method stands for, in its first declaration.</summary>
    public static IMethodSymbol Root(this IMethodSymbol method)
    {
        var root = (method.ReducedFrom ?? method).OriginalDefinition;
        while (root.OverriddenMethod is { } overridden)
        {
            root = overridden.OriginalDefinition;
        }

        return root;
    }
}
