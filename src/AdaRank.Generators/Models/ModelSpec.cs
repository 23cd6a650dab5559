using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>All that is needed to write the generated part of one model. Text only: no symbol outlives the parser.</summary>
/// <param name="Namespace">Namespace, keywords escaped; empty for the global one.</param>
/// <param name="ContainingTypes">Headings of the types around the class, outermost first: <c>partial class Outer</c>.</param>
/// <param name="Heading">Heading of the class itself: <c>partial class LlamaBlock</c>.</param>
/// <param name="Name">Name of the class, for people.</param>
/// <param name="HintBase">Namespace, containing types, name and arity, joined by dots.</param>
/// <param name="IsDocumented">Whether the user has written a summary of the class.</param>
/// <param name="Components">The components, in the order of their declaration.</param>
/// <param name="Forward">The user's <c>Forward</c>.</param>
/// <param name="Wiring">How to build the class from services; null if that cannot be done.</param>
internal sealed record ModelSpec(
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Heading,
    string Name,
    string HintBase,
    bool IsDocumented,
    EquatableArray<ComponentSpec> Components,
    ForwardSpec Forward,
    WiringSpec? Wiring);
