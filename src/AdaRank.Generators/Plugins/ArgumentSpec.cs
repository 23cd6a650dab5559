namespace AdaRank.Generators.Plugins;

/// <summary>One argument of the constructor of a plugin.</summary>
/// <param name="Parameter">The parameter's name as code writes it.</param>
/// <param name="Kind">Where the argument comes from.</param>
/// <param name="Type">The service's type as generated code refers to it; empty for options.</param>
internal sealed record ArgumentSpec(string Parameter, ArgumentKind Kind, string Type);
