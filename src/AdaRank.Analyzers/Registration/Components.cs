using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Analyzers.Registration;

/// <summary>What TorchSharp's reflection will make of a module class, read from its declaration.</summary>
/// <remarks>
/// <c>Module.RegisterComponents</c> looks at the instance fields of the class and of all its bases, each by its component
/// name, and runs once per object: a second call does nothing.
/// </remarks>
internal static class Components
{
    public const string Register = "RegisterComponents";

    private static readonly string[] ByHand =
    [
        "register_module", "register_parameter", "register_buffer", "add_module",
        "ConditionallyRegisterParameter", "ConditionallyRegisterBuffer",
        "_internal_submodules", "_internal_params", "_internal_buffers",
    ];

    /// <summary>Whether reflection decides what is registered: no class on the way overrides <c>RegisterComponents</c>.</summary>
    public static bool AreFoundByReflection(INamedTypeSymbol type, TorchTypes types)
    {
        if (type.TypeKind is not TypeKind.Class || !type.Is(types.Module) || type.Has(types.ModelAttribute))
        {
            return false;
        }

        foreach (var current in type.SelfAndBases())
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, types.Module))
            {
                return true;
            }

            if (current.GetMembers(Register).Any(member => member is IMethodSymbol { IsOverride: true }))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The class and its bases below TorchSharp's own, the nearest first; null where one has no source.</summary>
    public static IReadOnlyList<INamedTypeSymbol>? SourceChain(INamedTypeSymbol type, TorchTypes types)
    {
        var chain = new List<INamedTypeSymbol>();
        foreach (var current in type.SelfAndBases())
        {
            if (IsBaseClass(current, types))
            {
                return chain;
            }

            if (current.DeclaringSyntaxReferences.IsEmpty)
            {
                return null;
            }

            chain.Add(current);
        }

        return null;
    }

    /// <summary>Instance fields, those behind properties included.</summary>
    public static IEnumerable<IFieldSymbol> FieldsOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst);

    /// <summary>The member that the user wrote: the field, or the property that it stands behind.</summary>
    public static ISymbol MemberOf(IFieldSymbol field) => field.AssociatedSymbol ?? field;

    /// <summary>The name under which reflection registers a field.</summary>
    public static string NameOf(IFieldSymbol field, TorchTypes types) => GivenName(field, types) ?? field.Name;

    /// <summary>The name in <c>[ComponentName]</c>; null if there is none.</summary>
    public static string? GivenName(IFieldSymbol field, TorchTypes types)
    {
        foreach (var attribute in field.GetAttributes())
        {
            if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, types.ComponentName))
            {
                return attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value as string;
            }
        }

        return null;
    }

    /// <summary>Whether any part of the class, generated ones too, calls <c>RegisterComponents</c>.</summary>
    public static bool CallsRegister(INamedTypeSymbol type, CancellationToken stop) => Mentions(type, [Register], inConstructors: false, stop);

    /// <summary>Whether a constructor of the class calls <c>RegisterComponents</c> itself.</summary>
    public static bool ConstructorCallsRegister(INamedTypeSymbol type, CancellationToken stop) =>
        Mentions(type, [Register], inConstructors: true, stop);

    /// <summary>Whether any part of the class registers something itself. What it is takes more than one method to see.</summary>
    public static bool RegistersByHand(INamedTypeSymbol type, CancellationToken stop) => Mentions(type, ByHand, inConstructors: false, stop);

    private static bool IsBaseClass(INamedTypeSymbol type, TorchTypes types) =>
        type.Is(types.Module)
        && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, types.Module.ContainingAssembly)
        && type.Name is "Module" or "HookableModule";

    private static bool Mentions(INamedTypeSymbol type, string[] names, bool inConstructors, CancellationToken stop)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            var declaration = reference.GetSyntax(stop);
            var places = inConstructors
                ? declaration.ChildNodes().OfType<ConstructorDeclarationSyntax>()
                : (IEnumerable<SyntaxNode>)[declaration];
            foreach (var place in places)
            {
                // A class inside has a registration of its own.
                foreach (var node in place.DescendantNodes(node => node == place || node is not BaseTypeDeclarationSyntax))
                {
                    if (node is SimpleNameSyntax name && name.Identifier.IsKind(SyntaxKind.IdentifierToken)
                        && names.Contains(name.Identifier.ValueText))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
