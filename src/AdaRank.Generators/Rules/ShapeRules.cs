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
        return CheckTies(reading).Concat(forwards.SelectMany(forward => new WidthFlow(reading.Components).Check(forward)));
    }

    private static IEnumerable<Finding> CheckTies(ModelReading reading)
    {
        foreach (var tied in reading.Components)
        {
            if (tied is not { Spec: LayerSpec { Kind: "Linear", Tie: not null } layer }
                || tied.Annotations.Find("TiedTo") is not { } attribute
                || Annotations.Positional(attribute, 0) is not string ownerName
                || ShapeOf(reading, ownerName) is not { Count: 2 } shape)
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

    private static IReadOnlyList<DimensionSpec>? ShapeOf(ModelReading reading, string owner) =>
        reading.Components.FirstOrDefault(component => component.Member.Name == owner)?.Spec switch
        {
            LayerSpec { Kind: "Linear" } linear => [linear.Dimensions[1], linear.Dimensions[0]],
            LayerSpec { Kind: "Embedding" } embedding => [.. embedding.Dimensions],
            FreeSpec { IsWeight: true } weight => [.. weight.Dimensions],
            _ => null,
        };

    private static bool Disagree(DimensionSpec left, DimensionSpec right) =>
        left.Value is { } leftValue && right.Value is { } rightValue && leftValue != rightValue;
}
