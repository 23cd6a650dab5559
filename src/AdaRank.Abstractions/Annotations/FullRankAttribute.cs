namespace AdaRank.Annotations;

/// <summary>Trains a component with one moment per element. What has no training attribute is trained so.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FullRankAttribute : Attribute;
