using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AdaRank.Generators.Rules;

/// <summary>ADR004: shapes that are known when the model is compiled, and do not fit.</summary>
/// <remarks>Dimensions that only the running program knows are left to it: layers refuse what does not fit.</remarks>
internal static class ShapeRules
{
    public static IEnumerable<Finding> Check(INamedTypeSymbol type, ModelReading reading, CancellationToken stop)
    {
        if (reading.Components.IsDefaultOrEmpty)
        {
            return [];
        }

        var forwards = type.GetMembers("Forward")
            .SelectMany(member => member.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax(stop))
            .OfType<MethodDeclarationSyntax>();
        return CheckTies(type, reading, stop).Concat(CheckLayers(reading)).Concat(forwards.SelectMany(forward => new WidthFlow(reading.Components).Check(forward)));
    }

    /// <summary>Numbers of one layer: heads divide the width, groups the channels.</summary>
    private static IEnumerable<Finding> CheckLayers(ModelReading reading) =>
        reading.Components.SelectMany(component => component.Spec is not LayerSpec layer
            ? []
            : layer.Misfits.Select(misfit => new Finding(
                Descriptors.ShapesDisagree,
                Annotations.LocationOf(component.Annotations.Find(layer.Kind)!),
                $"'{component.Member.Name}' {misfit}")));

    private static IEnumerable<Finding> CheckTies(INamedTypeSymbol type, ModelReading reading, CancellationToken stop)
    {
        foreach (var tied in reading.Components)
        {
            if (tied is not { Spec: LayerSpec { Kind: "Linear", Tie: not null } layer }
                || tied.Annotations.Find("TiedTo") is not { } attribute
                || Annotations.Positional(attribute, 0) is not string ownerName
                || ShapeOf(FindOwner(type, reading, ownerName, stop)) is not { Count: 2 } shape)
            {
                continue;
            }

            var (rows, columns, ownerRows, ownerColumns) = (layer.Dimensions[1], layer.Dimensions[0], shape[0], shape[1]);
            if (Disagree(rows, ownerRows) || Disagree(columns, ownerColumns))
            {
                yield return new Finding(
                    Descriptors.ShapesDisagree,
                    Annotations.LocationOf(attribute),
                    $"The weight of '{tied.Member.Name}' is [{rows.Label}, {columns.Label}], "
                        + $"but that of '{ownerName}', to which it is tied, is [{ownerRows.Label}, {ownerColumns.Label}]");
            }
        }
    }

    /// <summary>The owner of a weight, which the model declares or one that it derives from.</summary>
    private static ComponentSpec? FindOwner(INamedTypeSymbol type, ModelReading reading, string name, CancellationToken stop)
    {
        var (level, components) = (type, reading.Components);
        while (components.IsDefaultOrEmpty || components.All(component => component.Member.Name != name))
        {
            if (ClassRules.FindBaseModel(level) is not { } above)
            {
                return null;
            }

            (level, components) = (above, ModelParser.Read(above, new Annotations(above).Find("Model")!, stop).Components);
        }

        return components.First(component => component.Member.Name == name).Spec;
    }

    private static IReadOnlyList<DimensionSpec>? ShapeOf(ComponentSpec? owner) => owner switch
    {
        LayerSpec { Kind: "Linear" } linear => [linear.Dimensions[1], linear.Dimensions[0]],
        LayerSpec { Kind: "Embedding" } embedding => [.. embedding.Dimensions],
        FreeSpec { IsWeight: true } weight => [.. weight.Dimensions],
        _ => null,
    };

    private static bool Disagree(DimensionSpec left, DimensionSpec right) =>
        left.Value is { } leftValue && right.Value is { } rightValue && leftValue != rightValue;
}
