using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>One parameter of a component.</summary>
/// <param name="Member">Where the component has it, <c>Weight</c> or <c>Query.Bias</c>; empty if it is the component itself.</param>
/// <param name="Name">Name in checkpoints below the component's, <c>weight</c> or <c>q_proj.weight</c>; empty likewise.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="Presence">Whether an instance that has the component has it.</param>
/// <param name="Condition">The flag that decides this, as the model states it; null if all have it.</param>
internal sealed record WeightSpec(
    string Member, string Name, EquatableArray<DimensionSpec> Shape, TrainingSpec Training, Presence Presence, string? Condition)
{
    public string ShapeText => $"[{string.Join(", ", Shape.Select(dimension => dimension.Label))}]";
}

/// <summary>Whether an instance has a parameter.</summary>
internal enum Presence
{
    /// <summary>Always.</summary>
    Sure,

    /// <summary>Always, but its property may be null as far as the compiler knows.</summary>
    SureButNullable,

    /// <summary>If its property is not null.</summary>
    IfNotNull,

    /// <summary>Unless the layer borrows the weight of another one.</summary>
    UnlessBorrowed,
}

/// <summary>How a parameter is trained.</summary>
/// <param name="Treatment">By which optimizer.</param>
/// <param name="Group">Name of its low-rank group, or null.</param>
/// <param name="LearningRate">Multiplier of the learning rate.</param>
/// <param name="Decay">Multiplier of the weight decay.</param>
/// <param name="RowAxes">How many leading axes make the rows.</param>
/// <param name="Stated">What is stated though it is the default.</param>
internal sealed record TrainingSpec(
    Treatment Treatment, string? Group, double LearningRate, double Decay, int RowAxes, Aspects Stated);

/// <summary>What a model says about all parameters of a model inside it.</summary>
/// <param name="Treatment">By which optimizer; null to say nothing.</param>
/// <param name="Group">Name of the low-rank group, or null.</param>
/// <param name="LearningRate">Multiplier of the learning rate; null to say nothing.</param>
/// <param name="Decay">Multiplier of the weight decay; null to say nothing.</param>
/// <param name="Defaults">What gives way to what the inner model says.</param>
internal sealed record RuleSpec(Treatment? Treatment, string? Group, double? LearningRate, double? Decay, Aspects Defaults);

/// <summary>How a parameter is trained; the names are those of <c>AdaRank.Catalogue.ParameterTreatment</c>.</summary>
internal enum Treatment
{
    FullRank,
    LowRank,
    Frozen,
}

/// <summary>What can be said about training; the names are those of <c>AdaRank.Catalogue.TrainingAspects</c>.</summary>
[Flags]
internal enum Aspects
{
    None = 0,
    Treatment = 1,
    LearningRate = 2,
    Decay = 4,
}
