using System.Collections.Immutable;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AdaRank.Generators.Plugins.Rules;

/// <summary>ADR029: plugins without a contract test, in the project that tests their assembly.</summary>
internal static class ContractTestRules
{
    /// <summary>Where the diagnostic carries the class to derive from, as code writes it.</summary>
    public const string BaseClass = "BaseClass";

    /// <summary>Where the diagnostic carries the name of the class to add.</summary>
    public const string TestClass = "TestClass";

    private const string Testing = "AdaRank.Testing";

    public static void Register(CompilationStartAnalysisContext start, PluginCatalogue catalogue)
    {
        if (start.Compilation.SourceModule.ReferencedAssemblySymbols.FirstOrDefault(
            static assembly => assembly.Name == Testing) is not { } testing)
        {
            return;
        }

        var work = new Lazy<Findings>(() => Find(start.Compilation, testing, catalogue, start.CancellationToken));
        start.RegisterSymbolAction(
            context =>
            {
                if (work.Value.Missing.IsEmpty || !SymbolEqualityComparer.Default.Equals(context.Symbol, work.Value.Anchor))
                {
                    return;
                }

                foreach (var missing in work.Value.Missing)
                {
                    var properties = ImmutableDictionary<string, string?>.Empty
                        .Add(BaseClass, $"{TypeText.Reference(missing.Contract).Split('<')[0]}<{TypeText.Reference(missing.Plugin)}>")
                        .Add(TestClass, missing.Plugin.Name + "ContractTests");
                    context.ReportDiagnostic(Diagnostic.Create(
                        PluginRuleDescriptors.NoContractTest, context.Symbol.Locations[0], properties, missing.Plugin.Name,
                        missing.Plugin.ContainingAssembly.Name, $"{missing.Contract.Name}<{missing.Plugin.Name}>"));
                }
            },
            SymbolKind.NamedType);
    }

    private static Findings Find(Compilation compilation, IAssemblySymbol testing, PluginCatalogue catalogue, CancellationToken stop)
    {
        var contracts = TypesOf(testing.GlobalNamespace)
            .Where(static type => type is { IsAbstract: true, TypeParameters.Length: 1, DeclaredAccessibility: Accessibility.Public })
            .Select(static type => (Type: type, Slot: type.TypeParameters[0].ConstraintTypes.OfType<INamedTypeSymbol>()
                .Select(SlotReader.Read).FirstOrDefault(static slot => slot is not null)?.Name))
            .Where(static contract => contract.Slot is not null)
            .GroupBy(static contract => contract.Slot!, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, static same => same.First().Type, StringComparer.Ordinal);
        var own = TypesOf(compilation.Assembly.GlobalNamespace).Where(static type => type.TypeKind == TypeKind.Class).ToList();
        var tested = new Dictionary<INamedTypeSymbol, INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in own)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var plugin in TestedBy(type, testing).Where(plugin => !tested.ContainsKey(plugin)))
            {
                tested[plugin] = type;
            }
        }

        var missing = ImmutableArray.CreateBuilder<(INamedTypeSymbol Plugin, INamedTypeSymbol Contract)>();
        foreach (var package in catalogue.Referenced.Where(package => IsTestedHere(package, compilation, tested.Keys)))
        {
            foreach (var entry in package.Plugins)
            {
                if (contracts.TryGetValue(entry.Slot, out var contract)
                    && catalogue.TypeOf(entry) is { } plugin
                    && compilation.IsSymbolAccessibleWithin(plugin, compilation.Assembly)
                    && !tested.ContainsKey(plugin))
                {
                    missing.Add((plugin, contract));
                }
            }
        }

        // Beside the tests of the same packages, or else anywhere in the project.
        var anchor = tested.Values.Concat(own)
            .Where(static type => type.Locations.Any(static location => location.IsInSource) && !type.IsImplicitlyDeclared && !IsGenerated(type))
            .FirstOrDefault();
        return new Findings(anchor, missing.ToImmutable());
    }

    /// <summary>A project tests a package if it tests one of its plugins, is named after it, or may see its internals.</summary>
    private static bool IsTestedHere(PluginManifest package, Compilation compilation, IEnumerable<INamedTypeSymbol> tested) =>
        tested.Any(plugin => plugin.ContainingAssembly.Name == package.Assembly)
        || compilation.AssemblyName?.StartsWith(package.Assembly + ".", StringComparison.Ordinal) == true
        || compilation.SourceModule.ReferencedAssemblySymbols.Any(assembly =>
            assembly.Name == package.Assembly && assembly.GivesAccessTo(compilation.Assembly));

    private static IEnumerable<INamedTypeSymbol> TestedBy(INamedTypeSymbol type, IAssemblySymbol testing)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.ContainingAssembly, testing))
            {
                foreach (var plugin in current.TypeArguments.OfType<INamedTypeSymbol>())
                {
                    yield return plugin;
                }
            }
        }
    }

    private static bool IsGenerated(INamedTypeSymbol type) =>
        type.Locations[0].SourceTree?.FilePath is { } path && path.EndsWith(".g.cs", StringComparison.Ordinal);

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceSymbol space) =>
        space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(TypesOf));

    private sealed record Findings(INamedTypeSymbol? Anchor, ImmutableArray<(INamedTypeSymbol Plugin, INamedTypeSymbol Contract)> Missing);
}
