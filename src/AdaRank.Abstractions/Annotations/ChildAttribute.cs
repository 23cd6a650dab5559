namespace AdaRank.Annotations;

/// <summary>A model inside this one, of another class that has <see cref="ModelAttribute"/>.</summary>
/// <remarks>
/// The child's constructor gets those parameters of this class's primary constructor that have its parameters' types.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ChildAttribute : Attribute;
