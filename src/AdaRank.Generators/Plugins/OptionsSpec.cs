using AdaRank.Generators.Text;

namespace AdaRank.Generators.Plugins;

/// <summary>An options class that is generated, whole or in part.</summary>
/// <param name="HintBase">How the name of its file starts.</param>
/// <param name="Source">The class that it was made from, for the file's first lines.</param>
/// <param name="Namespace">The namespace with keywords escaped; empty for the global one.</param>
/// <param name="ContainingTypes">The headings of the types around it, from the outermost inwards.</param>
/// <param name="Heading">How its declaration starts: <c>public sealed class DecayOptions : ...</c>.</param>
/// <param name="Plugin">The plugin that it belongs to, as generated code refers to it; null if the user wrote the class.</param>
/// <param name="Tunables">Its own options, without those of its base class.</param>
/// <param name="Validate">How its method Validate is declared.</param>
/// <param name="TrySet">How its method TrySet is declared.</param>
internal sealed record OptionsSpec(
    string HintBase,
    string Source,
    string Namespace,
    EquatableArray<string> ContainingTypes,
    string Heading,
    string? Plugin,
    EquatableArray<TunableSpec> Tunables,
    MethodForm Validate,
    MethodForm TrySet);
