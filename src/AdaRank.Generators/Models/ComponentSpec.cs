using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>One component of a model: a property that the generator implements, or a member that was written by hand.</summary>
/// <param name="Property">The property.</param>
/// <param name="CheckpointName">Its name in checkpoints, perhaps with dots.</param>
/// <param name="Condition">What decides whether an instance has it; null if all have.</param>
/// <param name="Weights">Its parameters, without those of nested models.</param>
internal abstract record ComponentSpec(
    PropertySpec Property, string CheckpointName, ConditionSpec? Condition, EquatableArray<WeightSpec> Weights);

/// <summary>A layer of the runtime.</summary>
/// <param name="Property">The property.</param>
/// <param name="CheckpointName">Its name in checkpoints, perhaps with dots.</param>
/// <param name="Condition">What decides whether an instance has it; null if all have.</param>
/// <param name="Weights">Its parameters.</param>
/// <param name="Kind">Name of the attribute that declares it.</param>
/// <param name="Arguments">The arguments of the layer's constructor, as C# expressions.</param>
/// <param name="Summary">What the layer is, for its documentation.</param>
/// <param name="Dimensions">What the attribute's constructor says, in its order.</param>
/// <param name="Tie">Whose weight it uses; null if its own.</param>
/// <param name="Misfits">Which of its constants do not fit each other, to follow its quoted name.</param>
internal sealed record LayerSpec(
    PropertySpec Property,
    string CheckpointName,
    ConditionSpec? Condition,
    EquatableArray<WeightSpec> Weights,
    string Kind,
    EquatableArray<string> Arguments,
    string Summary,
    EquatableArray<DimensionSpec> Dimensions,
    TieSpec? Tie,
    EquatableArray<string> Misfits)
    : ComponentSpec(Property, CheckpointName, Condition, Weights);

/// <summary>A weight or buffer of the model itself.</summary>
/// <param name="Property">The property; its type is the tensor's, its field holds a <c>FreeWeight</c> or <c>FreeBuffer</c>.</param>
/// <param name="CheckpointName">Its name in checkpoints, perhaps with dots.</param>
/// <param name="Condition">What decides whether an instance has it; null if all have.</param>
/// <param name="Weights">The weight; empty for a buffer.</param>
/// <param name="Arguments">The arguments of the holder's constructor, as C# expressions.</param>
/// <param name="Dimensions">Its shape.</param>
/// <param name="IsPersistent">Whether it is in checkpoints.</param>
internal sealed record FreeSpec(
    PropertySpec Property,
    string CheckpointName,
    ConditionSpec? Condition,
    EquatableArray<WeightSpec> Weights,
    EquatableArray<string> Arguments,
    EquatableArray<DimensionSpec> Dimensions,
    bool IsPersistent)
    : ComponentSpec(Property, CheckpointName, Condition, Weights)
{
    public bool IsWeight => Weights.Count > 0;
}

/// <summary>One model, or a row of models, of another class.</summary>
/// <param name="Property">The property.</param>
/// <param name="CheckpointName">Its name in checkpoints, perhaps with dots.</param>
/// <param name="Condition">What decides whether an instance has it; null if all have.</param>
/// <param name="Creation">How one model is made, as a C# expression.</param>
/// <param name="ModelType">Type of one model, with <c>global::</c>.</param>
/// <param name="ModelName">Name of that type, for people.</param>
/// <param name="Count">How many, as a C# expression; null for one that is no row.</param>
/// <param name="IsRow">Whether it is a row of models.</param>
/// <param name="Rule">What this model says about the training of the parameters inside; null if nothing.</param>
internal sealed record NestedSpec(
    PropertySpec Property,
    string CheckpointName,
    ConditionSpec? Condition,
    string Creation,
    string ModelType,
    string ModelName,
    string? Count,
    bool IsRow,
    RuleSpec? Rule)
    : ComponentSpec(Property, CheckpointName, Condition, default);

/// <summary>A member of a module that was written by hand: of a layer's type, or a parameter.</summary>
/// <param name="Property">The member; only its name is used.</param>
/// <param name="CheckpointName">The name under which the class registers it.</param>
/// <param name="Weights">Its parameters.</param>
internal sealed record HandWrittenSpec(PropertySpec Property, string CheckpointName, EquatableArray<WeightSpec> Weights)
    : ComponentSpec(Property, CheckpointName, null, Weights);

/// <summary>A partial property to implement.</summary>
/// <param name="Name">Name, keywords escaped.</param>
/// <param name="Field">Name of the field behind it: one that nobody would write.</param>
/// <param name="Type">Type, with <c>global::</c> and without a question mark.</param>
/// <param name="Modifiers">Modifiers to repeat, with a space at the end: <c>public </c>.</param>
/// <param name="IsDocumented">Whether the user has written a summary.</param>
internal sealed record PropertySpec(string Name, string Field, string Type, string Modifiers, bool IsDocumented);

/// <summary>A flag that decides whether instances have something.</summary>
/// <param name="Expression">The flag, as a C# expression.</param>
/// <param name="Label">The flag as the model states it.</param>
internal sealed record ConditionSpec(string Expression, string Label);

/// <summary>One dimension.</summary>
/// <param name="Expression">As a C# expression; empty where none is needed.</param>
/// <param name="Label">As the model states it.</param>
/// <param name="Value">Its value, if that is a constant.</param>
internal sealed record DimensionSpec(string Expression, string Label, int? Value);

/// <summary>A tie of a linear layer to another component.</summary>
/// <param name="Owner">The owner of the weight, as a C# expression.</param>
/// <param name="Condition">The flag that decides when the model is built; null if the weight is always the owner's.</param>
internal sealed record TieSpec(string Owner, ConditionSpec? Condition);
