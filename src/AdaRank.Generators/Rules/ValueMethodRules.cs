using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR003: a method of the model that makes the values of a weight or buffer.</summary>
/// <remarks>
/// It is static, since it runs before there is an instance, and gets parameters of the primary constructor as a nested model does.
/// </remarks>
internal static class ValueMethodRules
{
    private const string Argument = "From";

    /// <summary>The call that makes the values, as a C# expression; null if none is asked for, or something is wrong.</summary>
    public static string? Read(AttributeData attribute, INamedTypeSymbol model, IMethodSymbol? primary, List<Finding> findings)
    {
        if (Annotations.Named<string>(attribute, Argument) is not { } name)
        {
            return null;
        }

        var methods = MethodsOf(model).Where(method => method.Name == name).ToList();
        var calls = methods.Where(MakesTensor)
            .Select(method => (Method: method, Arguments: ConstructorRules.Arguments(method, primary)))
            .Where(call => call.Arguments is not null)
            .ToList();
        if (Complaint(attribute, name, model, methods, calls.Count) is { } complaint)
        {
            var meant = methods.Count == 0 ? FindMeant(name, model) : null;
            findings.Add(new Finding(Descriptors.UnknownName, Annotations.LocationOf(attribute, Argument), name, complaint)
            {
                Meant = meant is null ? null : Literal.Identifier(meant),
            });
            return null;
        }

        return $"{Literal.Identifier(name)}({calls[0].Arguments})";
    }

    private static string? Complaint(AttributeData attribute, string name, INamedTypeSymbol model, List<IMethodSymbol> methods, int fitting)
    {
        if (fitting == 1)
        {
            return Annotations.NamedValue<int>(attribute, "Initializer") is null
                ? null
                : "makes the values, so 'Initializer' says nothing: keep one of them";
        }

        if (methods.Count == 0)
        {
            return FindMeant(name, model) is { } meant
                ? $"names no method of '{model.Name}': did you mean '{meant}'?"
                : $"names no method of '{model.Name}'";
        }

        if (fitting > 1)
        {
            return "may mean several methods: rename one of them";
        }

        return methods.Find(MakesTensor) is { } method
            ? $"takes parameters that the primary constructor of '{model.Name}' does not have: ({string.Join(", ", method.Parameters.Select(Describe))})"
            : "makes no values: a method that does is static, not generic, and returns a Tensor";
    }

    private static string? FindMeant(string name, INamedTypeSymbol model) =>
        NearestName.Find(name, MethodsOf(model).Where(MakesTensor).Select(method => method.Name));

    private static bool MakesTensor(IMethodSymbol method) =>
        method is { IsStatic: true, Arity: 0, RefKind: RefKind.None, ReturnType.NullableAnnotation: not NullableAnnotation.Annotated }
        && TypeText.FullName(method.ReturnType) == WellKnownNames.Tensor;

    /// <summary>The methods that the class may call by name alone.</summary>
    private static IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol model)
    {
        for (var level = model; level is not null && level.SpecialType == SpecialType.None; level = level.BaseType)
        {
            foreach (var method in level.GetMembers().OfType<IMethodSymbol>())
            {
                var isSeen = SymbolEqualityComparer.Default.Equals(level, model)
                    || method.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
                    || (method.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedAndInternal
                        && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, model.ContainingAssembly));
                if (method.MethodKind == MethodKind.Ordinary && isSeen)
                {
                    yield return method;
                }
            }
        }
    }

    private static string Describe(IParameterSymbol parameter) => $"{parameter.Type.ToDisplayString()} {parameter.Name}";
}
