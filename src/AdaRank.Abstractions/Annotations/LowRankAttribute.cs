namespace AdaRank.Annotations;

/// <summary>Trains a matrix in a low-rank subspace of its gradient. Its bias, if it has one, is trained in full.</summary>
/// <param name="group">Name of the group whose rank policy, basis and step apply, for example <c>attention</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LowRankAttribute(string group) : Attribute
{
    /// <summary>Name of the group whose rank policy, basis and step apply.</summary>
    public string Group { get; } = group;
}
