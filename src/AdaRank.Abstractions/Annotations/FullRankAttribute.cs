namespace AdaRank.Annotations;

/// <summary>Trains with one moment per element. What has no training attribute is trained so.</summary>
/// <remarks>For a component, a nested model or a whole class; <see cref="LowRankAttribute"/> says which statement holds.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Class, Inherited = false)]
public sealed class FullRankAttribute : Attribute;
