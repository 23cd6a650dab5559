namespace AdaRank.Annotations;

/// <summary>Leaves a component as it was initialised or loaded: it needs no gradient and no optimizer state.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FrozenAttribute : Attribute;
