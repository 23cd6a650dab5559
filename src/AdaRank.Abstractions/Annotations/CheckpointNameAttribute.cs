namespace AdaRank.Annotations;

/// <summary>Gives a component another name in checkpoints than <see cref="ModelAttribute.Names"/> gives it.</summary>
/// <param name="name">The name; dots nest it, so that <c>self_attn.q_proj</c> stands inside <c>self_attn</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class CheckpointNameAttribute(string name) : Attribute
{
    /// <summary>The name in checkpoints.</summary>
    public string Name { get; } = name;
}
