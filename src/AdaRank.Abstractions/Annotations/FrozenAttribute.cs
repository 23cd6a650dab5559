namespace AdaRank.Annotations;

/// <summary>Leaves parameters as they were initialised or loaded: they need no gradient and no optimizer state.</summary>
/// <remarks>For a component, a nested model or a whole class; <see cref="LowRankAttribute"/> says which statement holds.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Class, Inherited = false)]
public sealed class FrozenAttribute : Attribute;
