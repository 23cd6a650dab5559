using AdaRank.Generators.Diagnostics;
using AdaRank.Generators.Models;
using Microsoft.CodeAnalysis;

namespace AdaRank.Generators.Rules;

/// <summary>ADR007, ADR008 and ADR010: whether training attributes make sense where they stand.</summary>
internal static class TrainingRules
{
    /// <summary>Checks the attributes of a component.</summary>
    /// <param name="property">The component.</param>
    /// <param name="annotations">Its attributes.</param>
    /// <param name="component">Name of the attribute that declares it.</param>
    public static Finding? Check(IPropertySymbol property, Annotations annotations, string component)
    {
        var training = annotations.Training;
        if (training.Count == 0)
        {
            return null;
        }

        var last = annotations.Find(training[training.Count - 1])!;
        if (annotations.Treatments.Count < 2 && annotations.Find("LowRank") is { } lowRank && WhyNoMatrix(component) is { } reason)
        {
            return new Finding(Descriptors.LowRankNeedsMatrix, Annotations.LocationOf(lowRank), property.Name, reason);
        }

        if (WhyNoParameters(component) is { } without)
        {
            return Contradiction(last, property, $"{without}, so [{training[training.Count - 1]}] says nothing");
        }

        if (annotations.Find("TiedTo") is { } tie && Annotations.Named<string>(tie, "When") is null)
        {
            return Contradiction(
                last, property, $"its weight is that of '{Annotations.Positional(tie, 0)}', which says how it is trained");
        }

        return CheckValues(property, annotations) ?? (component is "Repeat" or "Child" ? CheckAxes(property, annotations) : null);
    }

    /// <summary>Checks the attributes of a class, which are defaults of its components.</summary>
    public static Finding? CheckType(INamedTypeSymbol type, Annotations annotations) =>
        annotations.Training.Count == 0 ? null : CheckValues(type, annotations) ?? CheckAxes(type, annotations);

    /// <summary>Checks the attributes of a member that was written by hand.</summary>
    public static Finding? CheckMember(ISymbol member, Annotations annotations) => CheckValues(member, annotations);

    private static Finding? CheckValues(ISymbol symbol, Annotations annotations)
    {
        if (annotations.Treatments is { Count: > 1 } treatments)
        {
            var names = string.Join(" and ", treatments.Select(name => $"[{name}]"));
            return Contradiction(annotations.Find(treatments[treatments.Count - 1])!, symbol, $"keep one of {names}");
        }

        foreach (var name in new[] { "LearningRate", "Decay" })
        {
            if (annotations.Find(name) is not { } multiplier)
            {
                continue;
            }

            if (annotations.Find("Frozen") is not null)
            {
                return Contradiction(multiplier, symbol, $"what is frozen takes no steps, so [{name}] says nothing");
            }

            if (Annotations.Positional(multiplier, 0) is double value && !(value >= 0 && value <= double.MaxValue))
            {
                return Contradiction(multiplier, symbol, $"[{name}] needs a finite number of 0 or more");
            }
        }

        return annotations.Find("LowRank") is { } lowRank && string.IsNullOrWhiteSpace(Annotations.Positional(lowRank, 0) as string)
            ? Contradiction(lowRank, symbol, "[LowRank] needs the name of a group")
            : null;
    }

    /// <summary>Axes are those of one weight.</summary>
    private static Finding? CheckAxes(ISymbol symbol, Annotations annotations) =>
        annotations.Find("LowRank") is { } lowRank
        && (Annotations.NamedList(lowRank, "Reduce") is { Count: > 0 } || Annotations.NamedList(lowRank, "Output") is { Count: > 0 })
            ? new Finding(
                Descriptors.AxesMakeNoMatrix,
                Annotations.LocationOf(lowRank),
                symbol.Name,
                "axes belong to one weight: name them where it is declared")
            : null;

    private static string? WhyNoMatrix(string component) => component switch
    {
        "RmsNorm" or "LayerNorm" => "the weight of a norm is a vector",
        _ => WhyNoParameters(component),
    };

    private static string? WhyNoParameters(string component) => component switch
    {
        "Rotary" => "a rotary cache has no parameters",
        "Dropout" => "dropout has no parameters",
        "Buffer" => "a buffer is not trained",
        _ => null,
    };

    private static Finding Contradiction(AttributeData attribute, ISymbol symbol, string reason) =>
        new(Descriptors.ContradictoryTraining, Annotations.LocationOf(attribute), symbol.Name, reason);
}
