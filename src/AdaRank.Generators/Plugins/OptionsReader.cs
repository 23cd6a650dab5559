using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>Reads options classes that users write, whose methods may be generated.</summary>
internal static class OptionsReader
{
    /// <summary>Whether a type holds the options of a plugin.</summary>
    public static bool IsOptions(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Interface or TypeKind.Struct } named
        && (SlotReader.IsContract(named, "IPluginOptions")
            || named.AllInterfaces.Any(static contract => SlotReader.IsContract(contract, "IPluginOptions")));

    /// <summary>
    /// The part of an options class to generate, for its first property with <c>[Tunable]</c>; null for the others, and
    /// for classes that need nothing.
    /// </summary>
    public static OptionsSpec? Parse(GeneratorAttributeSyntaxContext attributed, CancellationToken stop)
    {
        var type = attributed.TargetSymbol.ContainingType;
        if (type is null || !IsOptions(type) || !TypeText.IsPartial(type, stop)
            || !SymbolEqualityComparer.Default.Equals(TunableReader.OwnPropertiesOf(type).First(), attributed.TargetSymbol))
        {
            return null;
        }

        var findings = new List<Finding>();
        var tunables = Read(type, attributed.SemanticModel.Compilation, findings, stop);
        return findings.Count > 0 ? null : SpecOf(type, tunables, stop);
    }

    /// <summary>Reads the options that a class declares itself.</summary>
    public static List<TunableSpec> Read(INamedTypeSymbol type, Compilation compilation, List<Finding> findings, CancellationToken stop) =>
    [
        .. TunableReader.OwnPropertiesOf(type)
            .Select(property => TunableReader.Read(property, isInitialised: false, compilation, findings, stop))
            .OfType<TunableSpec>(),
    ];

    /// <summary>How the method that reads options from text is declared in a class.</summary>
    public static MethodForm TrySetForm(INamedTypeSymbol type, CancellationToken stop) => FormOf(type, "TrySet", 2, stop);

    private static OptionsSpec? SpecOf(INamedTypeSymbol type, List<TunableSpec> tunables, CancellationToken stop)
    {
        var validate = FormOf(type, "Validate", 0, stop);
        var trySet = TrySetForm(type, stop);
        if (validate == MethodForm.Absent && trySet == MethodForm.Absent)
        {
            return null;
        }

        var containing = new Stack<string>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containing.Push(TypeText.Heading(outer));
        }

        return new OptionsSpec(
            TypeText.FullName(type),
            TypeText.FullName(type),
            TypeText.Namespace(type.ContainingNamespace),
            containing.ToEquatableArray(),
            TypeText.Heading(type),
            Plugin: null,
            tunables.ToEquatableArray(),
            validate,
            trySet);
    }

    private static MethodForm FormOf(INamedTypeSymbol type, string name, int parameters, CancellationToken stop)
    {
        if (Find(type, name, parameters) is not null)
        {
            return MethodForm.Absent;
        }

        for (var outer = type.BaseType; outer is not null; outer = outer.BaseType)
        {
            if (Find(outer, name, parameters) is { } inherited)
            {
                return inherited switch
                {
                    { IsAbstract: true } => MethodForm.OverrideAbstract,
                    { IsVirtual: true } or { IsOverride: true, IsSealed: false } => MethodForm.Override,
                    _ => MethodForm.Absent,
                };
            }

            // Its own part is not written yet, but will have the method.
            if (IsOptions(outer) && TunableReader.OwnPropertiesOf(outer).Any() && TypeText.IsPartial(outer, stop)
                && !outer.DeclaringSyntaxReferences.IsEmpty)
            {
                return MethodForm.Override;
            }
        }

        return type.IsSealed ? MethodForm.Plain : MethodForm.Virtual;
    }

    private static IMethodSymbol? Find(INamedTypeSymbol type, string name, int parameters) => type.GetMembers().OfType<IMethodSymbol>()
        .FirstOrDefault(method => method.Parameters.Length == parameters
            && (method.Name == name || method.ExplicitInterfaceImplementations.Any(
                contract => contract.Name == name && SlotReader.IsContract(contract.ContainingType, "IPluginOptions"))));
}
