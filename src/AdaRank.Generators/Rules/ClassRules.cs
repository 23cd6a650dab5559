using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR001: what a class must be, so that a generated part can make it a model.</summary>
internal static class ClassRules
{
    private static readonly string[] GeneratedMembers = ["Catalogue", "ListParameters", "RegisterParts", "forward"];

    public static IEnumerable<Finding> Check(INamedTypeSymbol type, Location location, CancellationToken stop) =>
        Reasons(type, stop).Select(reason => new Finding(Descriptors.NotPartial, location, type.Name, reason));

    /// <summary>A base class that the user has written himself must be the one that is generated.</summary>
    public static Finding? CheckBase(INamedTypeSymbol type, Location location, string expected)
    {
        var isFree = type.BaseType is null || type.BaseType.SpecialType == SpecialType.System_Object
            || TypeText.Reference(type.BaseType) == expected;
        return isFree
            ? null
            : new Finding(
                Descriptors.NotPartial,
                location,
                type.Name,
                $"it derives from '{type.BaseType!.ToDisplayString()}', but the generated part gives it a base class");
    }

    private static IEnumerable<string> Reasons(INamedTypeSymbol type, CancellationToken stop)
    {
        if (!TypeText.IsPartial(type, stop))
        {
            yield return "declare it partial";
        }

        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (!TypeText.IsPartial(outer, stop))
            {
                yield return $"declare the containing type '{outer.Name}' partial, too";
            }
        }

        if (type.IsRecord || type.IsStatic || type.IsAbstract)
        {
            var kind = type.IsRecord ? "a record" : type.IsStatic ? "static" : "abstract";
            yield return $"it is {kind}, and a module is neither record, static nor abstract";
        }

        if (IsFileLocal(type))
        {
            yield return "it is local to its file, where no generated part can join it";
        }

        foreach (var name in GeneratedMembers)
        {
            if (type.GetMembers(name).Any(member => !member.IsImplicitlyDeclared && !TypeText.IsGenerated(member)))
            {
                yield return $"its member '{name}' has the name of a generated one: rename it";
            }
        }
    }

    private static bool IsFileLocal(INamedTypeSymbol type) =>
        type.IsFileLocal || (type.ContainingType is not null && IsFileLocal(type.ContainingType));
}
