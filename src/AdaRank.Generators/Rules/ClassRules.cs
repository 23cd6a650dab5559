using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR001: what a class must be, so that a generated part can make it a model.</summary>
internal static class ClassRules
{
    private static readonly string[] ModuleMembers = ["ListParameters", "RegisterParts", "forward"];
    private static readonly string[] CatalogueMembers = ["Catalogue", "ListParameters"];

    /// <summary>What an attribute asks to be generated.</summary>
    public static Parts PartsOf(AttributeData model) =>
        Annotations.NamedValue<int>(model, "Generate") is { } value ? (Parts)value & Parts.All : Parts.All;

    /// <summary>The nearest class above that is a model, too; null if there is none.</summary>
    public static INamedTypeSymbol? FindBaseModel(INamedTypeSymbol type)
    {
        for (var level = type.BaseType; level is not null && level.SpecialType == SpecialType.None; level = level.BaseType)
        {
            if (new Annotations(level).Find("Model") is not null)
            {
                return level;
            }
        }

        return null;
    }

    public static IEnumerable<Finding> Check(
        INamedTypeSymbol type, Parts parts, INamedTypeSymbol? baseModel, Location location, CancellationToken stop) =>
        Reasons(type, parts, baseModel, stop).Select(reason => new Finding(Descriptors.NotPartial, location, type.Name, reason));

    /// <summary>A base class that the user has written himself must be the one that the generated part names, too.</summary>
    public static Finding? CheckBase(INamedTypeSymbol type, Location location, string expected) =>
        type.BaseType is null or { SpecialType: SpecialType.System_Object } || TypeText.Reference(type.BaseType) == expected
            ? null
            : new Finding(
                Descriptors.NotPartial,
                location,
                type.Name,
                $"it derives from '{type.BaseType.ToDisplayString()}', but the generated part gives it a base class");

    private static IEnumerable<string> Reasons(
        INamedTypeSymbol type, Parts parts, INamedTypeSymbol? baseModel, CancellationToken stop)
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

        if (type.IsRecord || type.IsStatic)
        {
            yield return $"it is {(type.IsRecord ? "a record" : "static")}, and a module is neither record nor static";
        }

        if (IsFileLocal(type))
        {
            yield return "it is local to its file, where no generated part can join it";
        }

        var reserved = ((parts & Parts.Module) != 0 ? ModuleMembers : [])
            .Union((parts & Parts.Catalogue) != 0 ? CatalogueMembers : []);
        foreach (var name in reserved)
        {
            if (type.GetMembers(name).Any(member => !member.IsImplicitlyDeclared && !TypeText.IsGenerated(member)))
            {
                yield return $"its member '{name}' has the name of a generated one: rename it";
            }
        }

        foreach (var reason in ReasonsOfParts(type, parts, baseModel))
        {
            yield return reason;
        }
    }

    private static IEnumerable<string> ReasonsOfParts(INamedTypeSymbol type, Parts parts, INamedTypeSymbol? baseModel)
    {
        if ((parts & (Parts.Module | Parts.Catalogue)) == 0)
        {
            yield return "its Generate asks for neither Module nor Catalogue";
            yield break;
        }

        var isHandWritten = (parts & Parts.Module) == 0;
        if (isHandWritten && !ModuleRules.IsModule(type))
        {
            yield return "only its catalogue is generated, so it must derive from a TorchSharp module by itself";
        }

        if (baseModel is null)
        {
            yield break;
        }

        var ofBase = PartsOf(new Annotations(baseModel).Find("Model")!);
        if ((parts & Parts.Catalogue) != 0 && (ofBase & Parts.Catalogue) == 0)
        {
            yield return $"the model '{baseModel.Name}' that it derives from has no catalogue: let one be generated there, too";
        }

        if (isHandWritten != ((ofBase & Parts.Module) == 0))
        {
            yield return $"either it or the model '{baseModel.Name}' that it derives from is written by hand: generate both or none";
        }
    }

    private static bool IsFileLocal(INamedTypeSymbol type) =>
        type.IsFileLocal || (type.ContainingType is not null && IsFileLocal(type.ContainingType));
}
