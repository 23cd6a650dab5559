using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>How a model is built from a service collection. Complete in itself, so that edits of components do not touch it.</summary>
/// <param name="Namespace">Namespace of the model, keywords escaped; empty for the global one.</param>
/// <param name="ModelName">Name of the model, for people.</param>
/// <param name="ModelType">Type of the model, with <c>global::</c>.</param>
/// <param name="ExtensionClass">Name of the class with the extension method.</param>
/// <param name="Method">Name of the extension method: <c>AddLlama</c>.</param>
/// <param name="IsPublic">Whether other assemblies can see all types involved.</param>
/// <param name="OptionsType">Type of the options that the options system makes, with <c>global::</c>; null if it makes none.</param>
/// <param name="ValueType">Type of the options that a caller hands over, with <c>global::</c>; null if it need not.</param>
/// <param name="NeedsValue">Whether there is no other way, since no service can be a struct.</param>
/// <param name="ParameterTypes">Types of all parameters of the constructor, with <c>global::</c>.</param>
/// <param name="IsWrittenByHand">Whether its constructor knows nothing of what is frozen.</param>
internal sealed record WiringSpec(
    string Namespace,
    string ModelName,
    string ModelType,
    string ExtensionClass,
    string Method,
    bool IsPublic,
    string? OptionsType,
    string? ValueType,
    bool NeedsValue,
    EquatableArray<string> ParameterTypes,
    bool IsWrittenByHand);
