namespace AdaRank.Annotations;

/// <summary>Lets a linear layer use the weight of another component instead of one of its own.</summary>
/// <remarks>
/// The weight belongs to the other component: it is trained as that one says, and is registered, saved and listed once.
/// </remarks>
/// <param name="component">Name of the property that holds an embedding or another linear layer. Write it with <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TiedToAttribute(string component) : Attribute
{
    /// <summary>Name of the property whose weight is used.</summary>
    public string Component { get; } = component;

    /// <summary>Name of a flag, found where dimensions are, that decides whether to tie; without one always.</summary>
    public string? When { get; init; }
}
