using AdaRank.Generators.Text;

namespace AdaRank.Generators.Models;

/// <summary>The user's <c>Forward</c>.</summary>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Result">Type of its result, with <c>global::</c>.</param>
/// <param name="ResultCount">How many tensors it returns: 1, or the length of a tuple.</param>
internal sealed record ForwardSpec(EquatableArray<ParameterSpec> Parameters, string Result, int ResultCount);

/// <summary>A parameter of a method or constructor.</summary>
/// <param name="Type">Type, with <c>global::</c>.</param>
/// <param name="Name">Name, keywords escaped.</param>
internal sealed record ParameterSpec(string Type, string Name);
