using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Models;

/// <summary>Reads an annotated class. The only code of the pipeline that sees symbols.</summary>
/// <remarks>The generator takes the spec and the analyzer the findings of one reading, so that they cannot disagree.</remarks>
internal static class ModelParser
{
    /// <summary>The spec of an annotated class; null if there are findings, which the analyzer reports.</summary>
    public static ModelSpec? Parse(GeneratorAttributeSyntaxContext attributed, CancellationToken stop) =>
        attributed.TargetSymbol is INamedTypeSymbol type ? Read(type, attributed.Attributes[0], stop).Spec : null;

    /// <summary>Reads a class that has <c>[Model]</c>.</summary>
    public static ModelReading Read(INamedTypeSymbol type, AttributeData modelAttribute, CancellationToken stop)
    {
        var declaration = modelAttribute.ApplicationSyntaxReference?.GetSyntax(stop)
            .FirstAncestorOrSelf<TypeDeclarationSyntax>();
        var location = declaration?.Identifier.GetLocation() ?? type.Locations.FirstOrDefault() ?? Location.None;
        List<Finding> findings = [.. ClassRules.Check(type, location, stop)];

        var primary = ConstructorRules.FindPrimary(type, stop);
        var components = ReadComponents(type, modelAttribute, primary, findings, stop);
        var forward = ForwardRules.Read(type, location, out var badForward);
        if (badForward is not null)
        {
            findings.Add(badForward);
        }
        else if (ClassRules.CheckBase(type, location, ModelEmitter.BaseType(forward!)) is { } foreignBase)
        {
            findings.Add(foreignBase);
        }

        if (findings.Count > 0)
        {
            return new ModelReading(null, [.. findings]);
        }

        var containing = ContainingTypes(type);
        var spec = new ModelSpec(
            TypeText.Namespace(type.ContainingNamespace),
            containing.Select(TypeText.Heading).ToEquatableArray(),
            TypeText.Heading(type),
            type.Name,
            HintBase(type, containing),
            TypeText.IsDocumented(declaration),
            components.ToEquatableArray(),
            forward!,
            WiringParser.Read(type, primary, containing));
        return new ModelReading(spec, []);
    }

    private static List<ComponentSpec> ReadComponents(
        INamedTypeSymbol type, AttributeData modelAttribute, IMethodSymbol? primary, List<Finding> findings, CancellationToken stop)
    {
        var policy = Annotations.NamedValue<int>(modelAttribute, "Names") ?? 0;
        var parser = new ComponentParser(type, primary, findings, stop);
        List<ComponentSpec> components = [];
        List<(string Property, string Name, Location Location)> names = [];
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
        {
            stop.ThrowIfCancellationRequested();
            var annotations = new Annotations(property);
            if (annotations.OfComponent.Count == 0)
            {
                continue;
            }

            var chosen = annotations.Find("CheckpointName");
            var name = chosen is null
                ? CheckpointNaming.NameOf(property.Name, policy)
                : chosen.ConstructorArguments[0].Value as string ?? "";
            names.Add((property.Name, name, chosen is null ? property.Locations[0] : Annotations.LocationOf(chosen)));
            if (parser.Read(property, annotations, name) is { } component)
            {
                components.Add(component);
            }
        }

        findings.AddRange(CheckpointNameRules.Check(names));
        return components;
    }

    private static List<INamedTypeSymbol> ContainingTypes(INamedTypeSymbol type)
    {
        List<INamedTypeSymbol> containing = [];
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containing.Insert(0, outer);
        }

        return containing;
    }

    private static string HintBase(INamedTypeSymbol type, IEnumerable<INamedTypeSymbol> containing)
    {
        List<string> parts = type.ContainingNamespace.IsGlobalNamespace ? [] : [TypeText.FullName(type.ContainingNamespace)];
        parts.AddRange(containing.Append(type).Select(named => named.Arity == 0 ? named.Name : $"{named.Name}-{Literal.Of(named.Arity)}"));
        return string.Join(".", parts);
    }
}
