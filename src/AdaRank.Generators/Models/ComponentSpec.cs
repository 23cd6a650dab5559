using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>One component of a model: a property that the generator implements.</summary>
/// <param name="Property">The property.</param>
/// <param name="CheckpointName">Its name in checkpoints, perhaps with dots.</param>
/// <param name="Arguments">The arguments of the component's constructor, as C# expressions.</param>
internal abstract record ComponentSpec(PropertySpec Property, string CheckpointName, EquatableArray<string> Arguments);

/// <summary>A layer of the runtime.</summary>
/// <param name="Property">The property.</param>
/// <param name="CheckpointName">Its name in checkpoints, perhaps with dots.</param>
/// <param name="Arguments">The arguments of the layer's constructor, as C# expressions.</param>
/// <param name="Summary">What the layer is, for its documentation.</param>
/// <param name="Weights">Its parameters.</param>
/// <param name="Tie">Whose weight it uses; null if its own.</param>
internal sealed record LayerSpec(
    PropertySpec Property,
    string CheckpointName,
    EquatableArray<string> Arguments,
    string Summary,
    EquatableArray<WeightSpec> Weights,
    TieSpec? Tie)
    : ComponentSpec(Property, CheckpointName, Arguments);

/// <summary>One model, or a row of models, of another class.</summary>
/// <param name="Property">The property.</param>
/// <param name="CheckpointName">Its name in checkpoints, perhaps with dots.</param>
/// <param name="Arguments">The arguments of one model's constructor, as C# expressions.</param>
/// <param name="ModelType">Type of one model, with <c>global::</c>.</param>
/// <param name="ModelName">Name of that type, for people.</param>
/// <param name="Count">How many, as a C# expression; null for one that is no row.</param>
internal sealed record NestedSpec(
    PropertySpec Property,
    string CheckpointName,
    EquatableArray<string> Arguments,
    string ModelType,
    string ModelName,
    string? Count)
    : ComponentSpec(Property, CheckpointName, Arguments);

/// <summary>A partial property to implement.</summary>
/// <param name="Name">Name, keywords escaped.</param>
/// <param name="Type">Type, with <c>global::</c>.</param>
/// <param name="Modifiers">Modifiers to repeat, with a space at the end: <c>public </c>.</param>
/// <param name="IsDocumented">Whether the user has written a summary.</param>
internal sealed record PropertySpec(string Name, string Type, string Modifiers, bool IsDocumented);

/// <summary>One parameter of a layer.</summary>
/// <param name="Member">Property of the layer: <c>Weight</c> or <c>Bias</c>.</param>
/// <param name="Name">Name in checkpoints below the layer's: <c>weight</c> or <c>bias</c>.</param>
/// <param name="Shape">Shape as the model states it: <c>[KvWidth, Width]</c>.</param>
/// <param name="Treatment">How it is trained.</param>
/// <param name="Group">Name of its low-rank group, or null.</param>
internal sealed record WeightSpec(string Member, string Name, string Shape, Treatment Treatment, string? Group);

/// <summary>How a parameter is trained; the names are those of <c>AdaRank.Catalogue.ParameterTreatment</c>.</summary>
internal enum Treatment
{
    FullRank,
    LowRank,
    Frozen,
}

/// <summary>A tie of a linear layer to another component.</summary>
/// <param name="Owner">Property that holds the owner of the weight, keywords escaped.</param>
/// <param name="IsConditional">Whether a flag decides when the model is built.</param>
internal sealed record TieSpec(string Owner, bool IsConditional);
