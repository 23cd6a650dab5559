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

    /// <summary>Arguments for a nested model: for each parameter the outer parameter of its type, of its name if several are.</summary>
    /// <param name="nested">Class of the nested model.</param>
    /// <param name="outer">Primary constructor of the outer model; null if it has none.</param>
    /// <param name="assembly">Where the outer model stands.</param>
    /// <param name="complaint">What is wrong, or null.</param>
    public static EquatableArray<string> Match(
        INamedTypeSymbol nested, IMethodSymbol? outer, IAssemblySymbol assembly, out string? complaint)
    {
        var constructors = nested.InstanceConstructors
            .Where(constructor => IsVisible(constructor, assembly))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .ToList();
        foreach (var constructor in constructors)
        {
            var arguments = constructor.Parameters.Select(parameter => Argument(parameter, outer)).ToList();
            if (arguments.TrueForAll(argument => argument is not null))
            {
                complaint = null;
                return arguments.Select(argument => argument!).ToEquatableArray();
            }
        }

        var wanted = constructors.SelectMany(constructor => constructor.Parameters)
            .FirstOrDefault(parameter => Argument(parameter, outer) is null);
        complaint = wanted is null
            ? $"'{nested.Name}' has no constructor that can be called here"
            : $"the constructor of '{nested.Name}' wants '{wanted.Type.ToDisplayString()} {wanted.Name}', "
                + "and no parameter of this model's primary constructor has that type";
        return default;
    }

    private static string? Argument(IParameterSymbol wanted, IMethodSymbol? outer)
    {
        if (wanted.RefKind != RefKind.None)
        {
            return null;
        }

        var fitting = (outer?.Parameters ?? [])
            .Where(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, wanted.Type))
            .ToList();
        var chosen = fitting.Count == 1 ? fitting[0] : fitting.FirstOrDefault(parameter => parameter.Name == wanted.Name);
        return chosen is null ? null : Literal.Identifier(chosen.Name);
    }

    private static bool IsVisible(IMethodSymbol constructor, IAssemblySymbol assembly) =>
        constructor.DeclaredAccessibility == Accessibility.Public
        || (constructor.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedOrInternal
            && SymbolEqualityComparer.Default.Equals(constructor.ContainingAssembly, assembly));
}
