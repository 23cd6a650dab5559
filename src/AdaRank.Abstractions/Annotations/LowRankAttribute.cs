namespace AdaRank.Annotations;

/// <summary>Trains matrices in a low-rank subspace of their gradient. Vectors beside them are trained in full.</summary>
/// <remarks>
/// <para>
/// On a component it speaks of its weight, and not of its bias. On a class it is the default of the matrices that the class
/// declares, and of nested ones about which nothing else is said. On a nested model it speaks of all matrices inside.
/// </para>
/// <para>
/// The most specific statement holds. That is the one of the model that uses a part, over the part's own: an attribute on a
/// nested model replaces what stands inside it. Next come the attributes of components, then those of classes, inner before
/// outer ones. The same goes for <see cref="FullRankAttribute"/>, <see cref="FrozenAttribute"/>,
/// <see cref="LearningRateAttribute"/> and <see cref="DecayAttribute"/>. Options of the optimizer that match parameters by
/// name come last, and replace all of these.
/// </para>
/// </remarks>
/// <param name="group">Name of the group whose rank policy, basis and step apply, for example <c>attention</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Class, Inherited = false)]
public sealed class LowRankAttribute(string group) : Attribute
{
    /// <summary>Name of the group whose rank policy, basis and step apply.</summary>
    public string Group { get; } = group;

    /// <summary>Axes of the weight, from 0, that are summed over when it is used; all that <see cref="Output"/> leaves by default.</summary>
    /// <remarks>
    /// A low-rank step sees a matrix: one of the two sets of axes makes its rows, the other its columns. One of them must
    /// come first in the weight, so that the matrix is a view of it.
    /// </remarks>
    public int[] Reduce { get; init; } = [];

    /// <summary>Axes of the weight, from 0, that index its results; the first one by default.</summary>
    public int[] Output { get; init; } = [];
}
