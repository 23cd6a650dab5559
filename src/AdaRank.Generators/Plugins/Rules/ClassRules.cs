using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR020: the class of a plugin.</summary>
internal static class ClassRules
{
    /// <summary>What keeps generated code from building an object of a class; null if nothing does.</summary>
    public static string? Check(INamedTypeSymbol type)
    {
        if (type.IsStatic)
        {
            return "a static class has no objects";
        }

        if (type.IsAbstract)
        {
            return "it is abstract; put the attribute on the classes that derive from it";
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.TypeParameters.Length > 0)
            {
                return "it is generic, and a key names one class; derive a class for each type argument";
            }
        }

        return TypeText.IsVisibleInAssembly(type)
            ? null
            : "its registration cannot see it; make it public or internal, and what it is nested in, too";
    }
}
