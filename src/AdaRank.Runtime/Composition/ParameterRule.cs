using AdaRank.Catalogue;

namespace AdaRank.Composition;

/// <summary>What a pattern says of the parameters whose names it matches; null is no word on that.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="Origin">Where in configuration it stands; null if it was given in code.</param>
internal sealed record ParameterRule(NamePattern Pattern, string? Origin)
{
    /// <summary>How the parameters are trained, and in which low-rank group.</summary>
    public (ParameterTreatment Treatment, string? Group)? Treatment { get; init; }

    /// <summary>Factor of the learning rate.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Factor of the weight decay.</summary>
    public double? Decay { get; init; }

    public bool SaysNothing => Treatment is null && LearningRate is null && Decay is null;

    /// <summary>This rule with what a later one for the same pattern says instead.</summary>
    public ParameterRule Then(ParameterRule later) => new(Pattern, later.Origin ?? Origin)
    {
        Treatment = later.Treatment ?? Treatment,
        LearningRate = later.LearningRate ?? LearningRate,
        Decay = later.Decay ?? Decay,
    };
}
