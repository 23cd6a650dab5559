using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR007 and ADR008: how a component is trained.</summary>
internal static class TrainingRules
{
    /// <summary>Treatment and low-rank group of a component's main weight, or what is wrong with its attributes.</summary>
    /// <param name="property">The component.</param>
    /// <param name="annotations">Its attributes, one of which declares a component.</param>
    /// <param name="finding">What is wrong, or null.</param>
    public static (Treatment Treatment, string? Group) Read(
        IPropertySymbol property, Annotations annotations, out Finding? finding)
    {
        finding = Check(property, annotations);
        if (annotations.Find("LowRank") is { } lowRank)
        {
            return (Treatment.LowRank, lowRank.ConstructorArguments[0].Value as string);
        }

        return (annotations.Find("Frozen") is null ? Treatment.FullRank : Treatment.Frozen, null);
    }

    private static Finding? Check(IPropertySymbol property, Annotations annotations)
    {
        var training = annotations.Training;
        if (training.Count == 0)
        {
            return null;
        }

        var component = annotations.Components[0];
        var last = annotations.Find(training[training.Count - 1])!;
        if (training.Count > 1)
        {
            return Contradiction(last, property, $"keep one of {string.Join(" and ", training.Select(name => $"[{name}]"))}");
        }

        if (training[0] == "LowRank" && WhyNoMatrix(component, annotations.Find(component)!) is { } reason)
        {
            return new Finding(Descriptors.LowRankNeedsMatrix, Annotations.LocationOf(last), property.Name, reason);
        }

        if (component is "Rotary" or "Repeat" or "Child")
        {
            return Contradiction(last, property, component == "Rotary"
                ? $"a rotary cache has no parameters, so [{training[0]}] says nothing"
                : $"[{training[0]}] belongs on the components of the nested model");
        }

        if (annotations.Find("TiedTo") is { } tie && Annotations.Named<string>(tie, "When") is null)
        {
            return Contradiction(
                last, property, $"its weight is that of '{tie.ConstructorArguments[0].Value}', which says how it is trained");
        }

        return training[0] == "LowRank" && string.IsNullOrWhiteSpace(last.ConstructorArguments[0].Value as string)
            ? Contradiction(last, property, "[LowRank] needs the name of a group")
            : null;
    }

    private static string? WhyNoMatrix(string component, AttributeData attribute) => component switch
    {
        "RmsNorm" => "the weight of a norm is a vector",
        "Rotary" => "a rotary cache has no parameters",
        "Repeat" or "Child" => "annotate the matrices of the nested model instead",
        _ => attribute.ConstructorArguments.Any(argument => argument.Value is 1)
            ? "a weight with one row or one column is a vector"
            : null,
    };

    private static Finding Contradiction(AttributeData attribute, IPropertySymbol property, string reason) =>
        new(Descriptors.ContradictoryTraining, Annotations.LocationOf(attribute), property.Name, reason);
}
