using System.Collections.Immutable;
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
    /// <summary>Reads a class that has <c>[Model]</c>.</summary>
    public static ModelReading Read(INamedTypeSymbol type, AttributeData modelAttribute, CancellationToken stop)
    {
        var declaration = modelAttribute.ApplicationSyntaxReference?.GetSyntax(stop)
            .FirstAncestorOrSelf<TypeDeclarationSyntax>();
        var location = declaration?.Identifier.GetLocation() ?? type.Locations.FirstOrDefault() ?? Location.None;
        var parts = ClassRules.PartsOf(modelAttribute);
        var hasModule = (parts & Parts.Module) != 0;
        var baseModel = ClassRules.FindBaseModel(type);
        var ofType = new Annotations(type);
        List<Finding> findings = [.. ClassRules.Check(type, parts, baseModel, location, stop)];
        if (TrainingRules.CheckType(type, ofType) is { } badTraining)
        {
            findings.Add(badTraining);
        }

        var primary = ConstructorRules.FindPrimary(type, stop);
        var hasErrors = ofType.HaveErrors;
        var members = hasModule
            ? ReadComponents(type, modelAttribute, ofType, primary, findings, ref hasErrors, stop)
            : HandWrittenReader.Read(type, modelAttribute, ofType, findings, ref hasErrors, stop);
        var forward = hasModule ? ReadForward(type, baseModel, location, findings) : null;
        if (findings.Count > 0 || hasErrors)
        {
            return new ModelReading(null, [.. findings], members);
        }

        var containing = ContainingTypes(type);
        var spec = new ModelSpec(
            TypeText.Namespace(type.ContainingNamespace),
            containing.Select(TypeText.Heading).ToEquatableArray(),
            TypeText.Heading(type),
            type.Name,
            TypeText.Reference(type),
            HintBase(type, containing),
            TypeText.IsDocumented(declaration),
            type.IsSealed,
            parts,
            baseModel is null ? null : TypeText.Reference(baseModel),
            FindFactoryArgument(type, parts, primary),
            members.Select(member => member.Spec!).ToEquatableArray(),
            forward,
            (parts & Parts.Wiring) == 0 ? null : WiringParser.Read(type, primary, containing));
        return new ModelReading(spec, [], members);
    }

    /// <summary>The <c>Forward</c> to wrap; null if that of the base is wrapped already, or something is wrong.</summary>
    private static ForwardSpec? ReadForward(
        INamedTypeSymbol type, INamedTypeSymbol? baseModel, Location location, List<Finding> findings)
    {
        if (baseModel is not null)
        {
            if (ForwardRules.CheckDerived(type, baseModel) is { } hiding)
            {
                findings.Add(hiding);
            }

            return null;
        }

        var forward = ForwardRules.Read(type, location, out var badForward);
        if (badForward is not null)
        {
            findings.Add(badForward);
        }
        else if (ClassRules.CheckBase(type, location, ModelEmitter.BaseType(forward!)) is { } foreignBase)
        {
            findings.Add(foreignBase);
        }

        return forward;
    }

    private static ImmutableArray<ComponentReading> ReadComponents(
        INamedTypeSymbol type,
        AttributeData modelAttribute,
        Annotations ofType,
        IMethodSymbol? primary,
        List<Finding> findings,
        ref bool hasErrors,
        CancellationToken stop)
    {
        var policy = Annotations.NamedValue<int>(modelAttribute, "Names") ?? CheckpointNaming.SnakeCasePolicy;
        ComponentParser? parser = null;
        var components = ImmutableArray.CreateBuilder<ComponentReading>();
        var names = InheritedNames(type);
        foreach (var property in InOrder(type.GetMembers().OfType<IPropertySymbol>(), modelAttribute))
        {
            stop.ThrowIfCancellationRequested();
            var annotations = new Annotations(property);
            if (!annotations.AreOfComponent)
            {
                continue;
            }

            if (annotations.HaveErrors || property.Type.TypeKind == TypeKind.Error)
            {
                hasErrors = true;
                continue;
            }

            var named = Name(property, annotations, policy, property.Locations.FirstOrDefault());
            names.Add(named);
            parser ??= new ComponentParser(type, ofType, primary, policy, findings, stop);
            components.Add(new ComponentReading(property, annotations, parser.Read(property, annotations, named.Name)));
        }

        findings.AddRange(CheckpointNameRules.Check(names));
        return components.ToImmutable();
    }

    /// <summary>The part with the attribute first, then the others by their paths: files come to the compiler in any order.</summary>
    private static IEnumerable<IPropertySymbol> InOrder(IEnumerable<IPropertySymbol> properties, AttributeData modelAttribute)
    {
        var first = modelAttribute.ApplicationSyntaxReference?.SyntaxTree;
        return properties
            .OrderBy(property => property.Locations.FirstOrDefault()?.SourceTree == first ? 0 : 1)
            .ThenBy(property => property.Locations.FirstOrDefault()?.SourceTree?.FilePath ?? "", StringComparer.Ordinal);
    }

    /// <summary>The names of the components that base models declare.</summary>
    private static List<NamedComponent> InheritedNames(INamedTypeSymbol type)
    {
        List<NamedComponent> names = [];
        for (var level = ClassRules.FindBaseModel(type); level is not null; level = ClassRules.FindBaseModel(level))
        {
            var policy = Annotations.NamedValue<int>(new Annotations(level).Find("Model")!, "Names") ?? CheckpointNaming.SnakeCasePolicy;
            foreach (var property in level.GetMembers().OfType<IPropertySymbol>())
            {
                var annotations = new Annotations(property);
                if (annotations.Components.Count > 0 && !annotations.HaveErrors)
                {
                    names.Add(Name(property, annotations, policy, location: null));
                }
            }
        }

        return names;
    }

    private static NamedComponent Name(IPropertySymbol property, Annotations annotations, int policy, Location? location)
    {
        var chosen = annotations.Find("CheckpointName");
        var name = chosen is null
            ? CheckpointNaming.NameOf(property.Name, policy)
            : Annotations.Positional(chosen, 0) as string ?? "";
        var (_, query, key, value, output) = CheckpointNaming.Attention(policy);
        return new NamedComponent(
            property.Name,
            name,
            location is null || chosen is null ? location : Annotations.LocationOf(chosen),
            annotations.Find("Attention") is not null && annotations.Find("When") is null ? [query, key, value, output] : []);
    }

    /// <summary>The type of the only parameter, if a static method can take one of it.</summary>
    private static string? FindFactoryArgument(INamedTypeSymbol type, Parts parts, IMethodSymbol? primary)
    {
        const Parts Needed = Parts.Module | Parts.Catalogue;
        return (parts & Needed) == Needed
            && !type.IsAbstract
            && ConstructorRules.FindPublic(type, primary) is { Parameters: { Length: 1 } parameters }
            && parameters[0] is { RefKind: RefKind.None, IsParams: false } parameter
            && TypeText.IsVisibleInAssembly(parameter.Type)
            && TypeText.CanBeTypeArgument(parameter.Type)
                ? TypeText.Reference(parameter.Type)
                : null;
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
