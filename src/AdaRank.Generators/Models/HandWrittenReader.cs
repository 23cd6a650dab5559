using System.Collections.Immutable;
using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Rules;
using AdaRank.Generators.Text;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Models;

/// <summary>Reads the members of a module that was written by hand, for its catalogue.</summary>
/// <remarks>
/// Only what the declaration says can be catalogued: members of known layer types, parameters and nested models. What else
/// the class registers is listed by its instances.
/// </remarks>
internal static class HandWrittenReader
{
    private const string TorchModules = "TorchSharp.Modules.";
    private const string OwnLayers = "AdaRank.Layers.";

    /// <summary>Axes of the weights of layers, and whether they may have a bias beside it.</summary>
    private static readonly Dictionary<string, (string[] Axes, bool HasBias)> Layers = new(StringComparer.Ordinal)
    {
        ["Linear"] = (["outputs", "inputs"], true),
        ["Bilinear"] = (["outputs", "first inputs", "second inputs"], true),
        ["Embedding"] = (["count", "width"], false),
        ["EmbeddingBag"] = (["count", "width"], false),
        ["Conv1d"] = (["outputs", "inputs / groups", "kernel"], true),
        ["Conv2d"] = (["outputs", "inputs / groups", "kernel height", "kernel width"], true),
        ["Conv3d"] = (["outputs", "inputs / groups", "kernel depth", "kernel height", "kernel width"], true),
        ["ConvTranspose1d"] = (["inputs", "outputs / groups", "kernel"], true),
        ["ConvTranspose2d"] = (["inputs", "outputs / groups", "kernel height", "kernel width"], true),
        ["ConvTranspose3d"] = (["inputs", "outputs / groups", "kernel depth", "kernel height", "kernel width"], true),
        ["LayerNorm"] = (["width"], true),
        ["RmsNorm"] = (["width"], false),
        ["GroupNorm"] = (["channels"], true),
        ["BatchNorm1d"] = (["channels"], true),
        ["BatchNorm2d"] = (["channels"], true),
        ["BatchNorm3d"] = (["channels"], true),
        ["InstanceNorm1d"] = (["channels"], true),
        ["InstanceNorm2d"] = (["channels"], true),
        ["InstanceNorm3d"] = (["channels"], true),
        ["PReLU"] = (["channels"], false),
    };

    public static ImmutableArray<ComponentReading> Read(
        INamedTypeSymbol type,
        AttributeData modelAttribute,
        Annotations ofType,
        List<Finding> findings,
        ref bool hasErrors,
        CancellationToken stop)
    {
        var policy = Annotations.NamedValue<int>(modelAttribute, "Names") ?? CheckpointNaming.AsDeclaredPolicy;
        var readings = ImmutableArray.CreateBuilder<ComponentReading>();
        List<NamedComponent> names = [];
        foreach (var member in type.GetMembers())
        {
            stop.ThrowIfCancellationRequested();
            if (member.IsStatic || TypeOf(member) is not { } memberType)
            {
                continue;
            }

            var annotations = new Annotations(member);
            if (annotations.HaveErrors || memberType.TypeKind == TypeKind.Error)
            {
                hasErrors = true;
                continue;
            }

            var errorsBefore = findings.Count;
            var name = NameOf(member, annotations, policy);
            var spec = ReadMember(member, memberType, annotations, ofType, name, findings);
            if (spec is null && findings.Count == errorsBefore)
            {
                continue;
            }

            names.Add(new NamedComponent(member.Name, name, member.Locations.FirstOrDefault() ?? Location.None, []));
            readings.Add(new ComponentReading(member, annotations, findings.Count == errorsBefore ? spec : null));
        }

        findings.AddRange(CheckpointNameRules.Check(names));
        return readings.ToImmutable();
    }

    private static ComponentSpec? ReadMember(
        ISymbol member, ITypeSymbol type, Annotations annotations, Annotations ofType, string name, List<Finding> findings)
    {
        if (annotations.OfComponent.Except(annotations.Training).FirstOrDefault(kind => kind != "CheckpointName") is { } foreign)
        {
            findings.Add(new Finding(
                Descriptors.NotGetOnlyPartialProperty,
                member.Locations.FirstOrDefault() ?? Location.None,
                member.Name,
                $"[{foreign}] makes a component, but of this class only the catalogue is generated"));
            return null;
        }

        if (TrainingRules.CheckMember(member, annotations) is { } contradiction)
        {
            findings.Add(contradiction);
            return null;
        }

        var training = new TrainingReader(member, annotations, ofType, findings);
        var property = new PropertySpec(member.Name, "", TypeText.Reference(type), "", IsDocumented: true);
        if (TypeText.FullName(type) == WellKnownNames.Parameter)
        {
            EquatableArray<DimensionSpec> shape = annotations.Find("LowRank") is null ? Axes(["..."]) : Axes(["rows", "columns"]);
            return new HandWrittenSpec(
                property, name, new([new WeightSpec("", "", shape, training.ForMatrix(shape), Presence.Sure, null)]));
        }

        if (FindLayer(type) is var (axes, hasBias))
        {
            return new HandWrittenSpec(property, name, ReadLayer(member, annotations, training, axes, hasBias, findings));
        }

        return ReadNested(member, type, annotations, name, property, training, findings);
    }

    private static EquatableArray<WeightSpec> ReadLayer(
        ISymbol member, Annotations annotations, TrainingReader training, string[] axes, bool hasBias, List<Finding> findings)
    {
        var shape = Axes(axes);
        if (shape.Count < 2 && annotations.Find("LowRank") is { } lowRank)
        {
            findings.Add(new Finding(
                Descriptors.LowRankNeedsMatrix, Annotations.LocationOf(lowRank), member.Name, "its weight is a vector"));
            return default;
        }

        List<WeightSpec> weights =
        [
            new("Weight", "weight", shape, shape.Count < 2 ? training.ForVector() : training.ForMatrix(shape), Presence.Sure, null),
        ];
        if (hasBias)
        {
            weights.Add(new WeightSpec(
                "Bias", "bias", Axes([axes[0]]), training.ForVector(), Presence.IfNotNull, $"{member.Name}.bias"));
        }

        return weights.ToEquatableArray();
    }

    private static NestedSpec? ReadNested(
        ISymbol member,
        ITypeSymbol type,
        Annotations annotations,
        string name,
        PropertySpec property,
        TrainingReader training,
        List<Finding> findings)
    {
        var isRow = type is INamedTypeSymbol { Arity: 1 } row
            && TypeText.FullName(row) is TorchModules + "ModuleList" or WellKnownNames.Repeated;
        var nested = isRow ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        if (nested.TypeKind is TypeKind.Class && TypeRules.IsModel(nested))
        {
            return new NestedSpec(
                property,
                name,
                null,
                "",
                TypeText.Reference(nested.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
                nested.Name,
                null,
                isRow,
                training.ForNested());
        }

        if (annotations.Training.Count > 0)
        {
            findings.Add(new Finding(
                Descriptors.WrongType,
                member.Locations.FirstOrDefault() ?? Location.None,
                member.Name,
                annotations.Training[0],
                "its parameters are not known: use a layer of TorchSharp.Modules, a Parameter, or a class with [Model]"));
        }

        return null;
    }

    private static (string[] Axes, bool HasBias)? FindLayer(ITypeSymbol type)
    {
        if (!Layers.TryGetValue(type.Name, out var layer))
        {
            return null;
        }

        var name = TypeText.FullName(type);
        return name == TorchModules + type.Name || name == OwnLayers + type.Name ? layer : null;
    }

    /// <summary>
    /// The name under which the class registers a member: what an attribute says, or the name of the field, which is what
    /// TorchSharp takes by reflection. Behind a property stands a field with a name of the compiler's.
    /// </summary>
    private static string NameOf(ISymbol member, Annotations annotations, int policy)
    {
        if (annotations.Find("CheckpointName") is { } chosen)
        {
            return Annotations.Positional(chosen, 0) as string ?? "";
        }

        foreach (var attribute in member.GetAttributes())
        {
            if (attribute.AttributeClass is { } type
                && TypeText.FullName(type) == WellKnownNames.ComponentName
                && Annotations.Named<string>(attribute, "Name") is { } named)
            {
                return named;
            }
        }

        return member is IPropertySymbol && policy == CheckpointNaming.AsDeclaredPolicy
            ? $"<{member.Name}>k__BackingField"
            : CheckpointNaming.NameOf(member.Name, policy);
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
        IPropertySymbol { IsIndexer: false } property when IsStored(property) => property.Type,
        _ => null,
    };

    /// <summary>Whether a property keeps its value by itself: one that computes it shows what stands elsewhere.</summary>
    private static bool IsStored(IPropertySymbol property) => property.ContainingType.GetMembers().OfType<IFieldSymbol>()
        .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static EquatableArray<DimensionSpec> Axes(string[] labels) =>
        labels.Select(label => new DimensionSpec("", label, null)).ToEquatableArray();
}
