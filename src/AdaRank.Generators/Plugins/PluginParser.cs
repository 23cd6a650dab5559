using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using AdaRank.Generators.Plugins.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Plugins;

/// <summary>Reads classes with <c>[Plugin]</c>.</summary>
internal static class PluginParser
{
    /// <summary>The spec of a plugin, or null if something is wrong with it: the analyzer says what.</summary>
    public static PluginSpec? Parse(GeneratorAttributeSyntaxContext attributed, CancellationToken stop) =>
        attributed.TargetSymbol is INamedTypeSymbol type
            ? Read(type, attributed.Attributes[0], attributed.SemanticModel.Compilation, stop).Spec
            : null;

    public static PluginReading Read(INamedTypeSymbol type, AttributeData attribute, Compilation compilation, CancellationToken stop)
    {
        var findings = new List<Finding>();
        var location = LocationOf(type);
        var slots = SlotReader.SlotsOf(type);
        var constructors = ConstructorRules.Candidates(type);
        var problem = ClassRules.Check(type) ?? SlotRules.Check(slots) ?? ConstructorRules.Check(constructors);
        if (problem is not null)
        {
            findings.Add(new Finding(PluginRuleDescriptors.NotAPlugin, location, type.Name, problem));
        }

        var key = attribute.Argument<string>(0) ?? "";
        if (!KeyRules.IsKebabCase(key))
        {
            findings.Add(new Finding(
                PluginRuleDescriptors.BadKey, Annotations.LocationOf(attribute, 0), key,
                "is no kebab-case name: use lower-case letters and digits with single hyphens between"));
        }

        if (problem is not null)
        {
            return new PluginReading(null, [.. findings]);
        }

        var constructor = constructors[0];
        var options = constructor.Parameters.Select(static parameter => parameter.Type).FirstOrDefault(OptionsReader.IsOptions) as INamedTypeSymbol;
        var tunables = ReadTunables(type, options, compilation, findings, stop);
        if (ArgumentRules.Check(type, constructor, options, tunables.Count > 0 && options is null) is { } bad)
        {
            findings.Add(new Finding(PluginRuleDescriptors.NotAPlugin, location, type.Name, bad));
        }

        var generated = options is null && tunables.Count > 0 ? OptionsOf(type, tunables) : null;
        if (generated is not null && OptionsNameIsTaken(type, compilation))
        {
            findings.Add(new Finding(
                PluginRuleDescriptors.NotAPlugin, location, type.Name,
                $"its options would be called '{OptionsName(type)}', and there is such a type: rename it, or take it in the constructor"));
        }

        if (findings.Count > 0)
        {
            return new PluginReading(null, [.. findings]);
        }

        var (arguments, isNamed) = ArgumentsOf(constructor, options);
        var spec = new PluginSpec(
            TypeText.FullName(type),
            TypeText.Reference(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            slots[0].Slot,
            key,
            DocumentationReader.Read(type, stop).Summary,
            Names(attribute, "After"),
            Names(attribute, "Before"),
            Names(attribute, "Requires"),
            arguments,
            isNamed,
            options is not null ? TypeText.Reference(options.WithNullableAnnotation(NullableAnnotation.NotAnnotated))
                : generated is not null ? OptionsReference(type)
                : $"{PluginNames.Global}.NoOptions",
            tunables.ToEquatableArray(),
            generated);
        return new PluginReading(spec, []);
    }

    /// <summary>The texts of an array that an attribute names.</summary>
    public static EquatableArray<string> Names(AttributeData attribute, string argument)
    {
        var value = attribute.NamedArguments.FirstOrDefault(named => named.Key == argument).Value;
        return value.Kind == TypedConstantKind.Array && !value.IsNull
            ? value.Values.Select(static item => item.Value).OfType<string>().ToEquatableArray()
            : default;
    }

    /// <summary>The name of the options class that is generated for a plugin.</summary>
    public static string OptionsName(INamedTypeSymbol type) =>
        string.Concat(TypesAround(type).Select(static outer => outer.Name)) + type.Name + "Options";

    private static List<TunableSpec> ReadTunables(
        INamedTypeSymbol type, INamedTypeSymbol? options, Compilation compilation, List<Finding> findings, CancellationToken stop)
    {
        var tunables = new List<TunableSpec>();
        foreach (var property in TunableReader.PropertiesOf(options ?? type))
        {
            // Options of the user's own are judged where they are declared.
            var problems = options is null ? findings : [];
            if (TunableReader.Read(property, isInitialised: options is null, compilation, problems, stop) is { } tunable)
            {
                tunables.Add(tunable);
            }
        }

        return tunables;
    }

    private static OptionsSpec OptionsOf(INamedTypeSymbol type, List<TunableSpec> tunables)
    {
        var access = TypeText.IsPublic(type) ? "public" : "internal";
        return new OptionsSpec(
            TypeText.FullName(type),
            TypeText.FullName(type),
            TypeText.Namespace(type.ContainingNamespace),
            default,
            $"{access} sealed class {OptionsName(type)} : {PluginNames.Global}.IPluginOptions",
            TypeText.Reference(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            tunables.ToEquatableArray(),
            MethodForm.Plain,
            MethodForm.Plain);
    }

    private static string OptionsReference(INamedTypeSymbol type)
    {
        var space = TypeText.Namespace(type.ContainingNamespace);
        return "global::" + (space.Length > 0 ? space + "." : "") + OptionsName(type);
    }

    private static bool OptionsNameIsTaken(INamedTypeSymbol type, Compilation compilation)
    {
        var space = TypeText.FullName(type.ContainingNamespace);
        var name = type.ContainingNamespace.IsGlobalNamespace ? OptionsName(type) : $"{space}.{OptionsName(type)}";
        return compilation.Assembly.GetTypeByMetadataName(name) is { } taken && !taken.DeclaringSyntaxReferences.All(
            static reference => reference.SyntaxTree.FilePath.EndsWith(PluginNames.OptionsFileSuffix, StringComparison.Ordinal));
    }

    private static (EquatableArray<ArgumentSpec> Arguments, bool IsNamed) ArgumentsOf(IMethodSymbol constructor, INamedTypeSymbol? options)
    {
        var taken = constructor.Parameters.Where(parameter => IsOptions(parameter) || !ArgumentRules.IsLeftOut(parameter)).ToList();
        var arguments = taken.Select(parameter => new ArgumentSpec(
            Literal.Identifier(parameter.Name),
            IsOptions(parameter) ? ArgumentKind.Options
                : ArgumentRules.IsOptional(parameter) ? ArgumentKind.OptionalService
                : ArgumentKind.Service,
            IsOptions(parameter) ? "" : TypeText.Reference(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated))));
        return (arguments.ToEquatableArray(), taken.Count < constructor.Parameters.Length);

        bool IsOptions(IParameterSymbol parameter) => SymbolEqualityComparer.Default.Equals(parameter.Type, options);
    }

    private static Stack<INamedTypeSymbol> TypesAround(INamedTypeSymbol type)
    {
        var outer = new Stack<INamedTypeSymbol>();
        for (var current = type.ContainingType; current is not null; current = current.ContainingType)
        {
            outer.Push(current);
        }

        return outer;
    }

    private static Location LocationOf(ISymbol symbol) =>
        symbol.Locations.FirstOrDefault(static location => location.IsInSource) ?? Location.None;
}
