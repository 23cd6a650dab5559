namespace AdaRank.Composition;

/// <summary>One change that a user asked for in the options of a plugin.</summary>
/// <param name="OptionsType">The options class that the change is for.</param>
/// <param name="Apply">Makes the change.</param>
internal sealed record OptionsChange(Type OptionsType, Action<object> Apply);
