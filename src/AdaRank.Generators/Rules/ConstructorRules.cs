using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Rules;

/// <summary>Which constructor of a model is used, and with which arguments a nested one is built.</summary>
internal static class ConstructorRules
{
    /// <summary>The primary constructor; null if the class has none.</summary>
    public static IMethodSymbol? FindPrimary(INamedTypeSymbol type, CancellationToken stop) =>
        type.InstanceConstructors.FirstOrDefault(constructor => constructor.DeclaringSyntaxReferences.Any(
            reference => reference.GetSyntax(stop) is TypeDeclarationSyntax));

    /// <summary>The constructor by which others build the class: the primary one, or the only one.</summary>
    public static IMethodSymbol? FindPublic(INamedTypeSymbol type, IMethodSymbol? primary) =>
        primary ?? (type.InstanceConstructors.Length == 1 ? type.InstanceConstructors[0] : null);

    /// <summary>How one nested model is made, as a C# expression.</summary>
    /// <param name="nested">Class of the nested model, or the type parameter that stands for it.</param>
    /// <param name="outer">Primary constructor of the outer model; null if it has none.</param>
    /// <param name="assembly">Where the outer model stands.</param>
    /// <param name="isRow">Whether it is one of a row, so that its index is at hand.</param>
    /// <param name="complaint">What is wrong, or null.</param>
    public static string Create(
        ITypeSymbol nested, IMethodSymbol? outer, IAssemblySymbol assembly, bool isRow, out string? complaint)
    {
        if (nested is ITypeParameterSymbol parameter)
        {
            return CreateParameter(parameter, outer, isRow, out complaint);
        }

        var type = (INamedTypeSymbol)nested;
        var constructors = type.InstanceConstructors
            .Where(constructor => IsVisible(constructor, assembly))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .ToList();
        foreach (var constructor in constructors)
        {
            if (Arguments(constructor, outer) is { } arguments)
            {
                complaint = null;
                return $"new {TypeText.Reference(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated))}({arguments})";
            }
        }

        var wanted = constructors.SelectMany(constructor => constructor.Parameters)
            .FirstOrDefault(needed => !needed.IsOptional && Argument(needed, outer) is null);
        complaint = wanted is null
            ? $"'{type.Name}' has no constructor that can be called here"
            : $"the constructor of '{type.Name}' wants '{wanted.Type.ToDisplayString()} {wanted.Name}', "
                + "and no parameter of this model's primary constructor has that type";
        return "";
    }

    /// <summary>
    /// Arguments of a constructor or method: for each parameter that of the primary constructor which has its type, or its name, too,
    /// if several have; null if one is missing.
    /// </summary>
    public static string? Arguments(IMethodSymbol method, IMethodSymbol? primary)
    {
        List<string> arguments = [];
        var isNamed = false;
        foreach (var parameter in method.Parameters)
        {
            var argument = Argument(parameter, primary);
            if (argument is null && !parameter.IsOptional)
            {
                return null;
            }

            if (argument is null)
            {
                isNamed = true;
            }
            else
            {
                arguments.Add(isNamed ? $"{Literal.Identifier(parameter.Name)}: {argument}" : argument);
            }
        }

        return string.Join(", ", arguments);
    }

    private static string CreateParameter(ITypeParameterSymbol nested, IMethodSymbol? outer, bool isRow, out string? complaint)
    {
        complaint = null;
        var name = Literal.Identifier(nested.Name);
        foreach (var contract in nested.ConstraintTypes.OfType<INamedTypeSymbol>())
        {
            var isOwnFactory = contract.Arity == 2
                && TypeText.FullName(contract) == WellKnownNames.ModelFactory
                && SymbolEqualityComparer.Default.Equals(contract.TypeArguments[0], nested);
            if (isOwnFactory && Find(contract.TypeArguments[1], "", outer) is { } argument)
            {
                return $"{name}.Create({argument})";
            }
        }

        foreach (var parameter in outer?.Parameters ?? [])
        {
            if (parameter.Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } function
                && TypeText.FullName(function) == "System.Func"
                && SymbolEqualityComparer.Default.Equals(function.TypeArguments[function.Arity - 1], nested))
            {
                if (function.Arity == 1)
                {
                    return $"{Literal.Identifier(parameter.Name)}()";
                }

                if (isRow && function.Arity == 2 && function.TypeArguments[0].SpecialType == SpecialType.System_Int32)
                {
                    return $"{Literal.Identifier(parameter.Name)}(__index)";
                }
            }
        }

        if (nested.HasConstructorConstraint)
        {
            return $"new {name}()";
        }

        complaint = $"nothing says how to make a '{nested.Name}': constrain it by IModelFactory<{nested.Name}, TOptions> with the type of "
            + $"a parameter, take a Func<{nested.Name}>, or constrain it by new()";
        return "";
    }

    private static string? Argument(IParameterSymbol wanted, IMethodSymbol? outer) =>
        wanted.RefKind == RefKind.None ? Find(wanted.Type, wanted.Name, outer) : null;

    /// <summary>The outer parameter of a type, or else the one whose type derives from it; of a name if several are.</summary>
    private static string? Find(ITypeSymbol type, string name, IMethodSymbol? outer)
    {
        var byValue = (outer?.Parameters ?? []).Where(parameter => parameter.RefKind == RefKind.None).ToList();
        var fitting = byValue.FindAll(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, type));
        if (fitting.Count == 0)
        {
            fitting = byValue.FindAll(parameter => IsSpecial(parameter.Type, type));
        }

        var chosen = fitting.Count == 1 ? fitting[0] : fitting.Find(parameter => parameter.Name == name);
        return chosen is null ? null : Literal.Identifier(chosen.Name);
    }

    private static bool IsSpecial(ITypeSymbol type, ITypeSymbol general)
    {
        if (general.SpecialType != SpecialType.None)
        {
            return false;
        }

        for (var level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(level, general))
            {
                return true;
            }
        }

        if (type is ITypeParameterSymbol parameter)
        {
            return parameter.IsReferenceType && parameter.ConstraintTypes.Any(
                constraint => SymbolEqualityComparer.Default.Equals(constraint, general)
                    || (constraint is INamedTypeSymbol && IsSpecial(constraint, general)));
        }

        return type.IsReferenceType
            && type.AllInterfaces.Any(contract => SymbolEqualityComparer.Default.Equals(contract, general));
    }

    private static bool IsVisible(IMethodSymbol constructor, IAssemblySymbol assembly) =>
        constructor.DeclaredAccessibility == Accessibility.Public
        || (constructor.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
            && SymbolEqualityComparer.Default.Equals(constructor.ContainingAssembly, assembly));
}
