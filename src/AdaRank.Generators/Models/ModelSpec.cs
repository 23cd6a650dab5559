using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>All that is needed to write the generated part of one model. Text only: no symbol outlives the parser.</summary>
/// <param name="Namespace">Namespace, keywords escaped; empty for the global one.</param>
/// <param name="ContainingTypes">Headings of the types around the class, outermost first: <c>partial class Outer</c>.</param>
/// <param name="Heading">Heading of the class itself: <c>partial class LlamaBlock</c>.</param>
/// <param name="Name">Name of the class, for people.</param>
/// <param name="Type">The class, with <c>global::</c>.</param>
/// <param name="HintBase">Namespace, containing types, name and arity, joined by dots.</param>
/// <param name="IsDocumented">Whether the user has written a summary of the class.</param>
/// <param name="IsSealed">Whether nothing can derive from the class.</param>
/// <param name="Parts">What to generate.</param>
/// <param name="BaseModel">The model that it derives from, with <c>global::</c>; null if it derives from none.</param>
/// <param name="FactoryArgument">Type of the only constructor parameter, with <c>global::</c>; null if the class has no factory.</param>
/// <param name="Components">The components, in the order of their declaration.</param>
/// <param name="Forward">The user's <c>Forward</c>; null if the base class has it, or no module is generated.</param>
/// <param name="Wiring">How to build the class from services; null if that cannot be done.</param>
internal sealed record ModelSpec(
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Heading,
    string Name,
    string Type,
    string HintBase,
    bool IsDocumented,
    bool IsSealed,
    Parts Parts,
    string? BaseModel,
    string? FactoryArgument,
    EquatableArray<ComponentSpec> Components,
    ForwardSpec? Forward,
    WiringSpec? Wiring)
{
    public bool HasModule => (Parts & Parts.Module) != 0;

    public bool HasCatalogue => (Parts & Parts.Catalogue) != 0;
}
