namespace AdaRank.Annotations;

/// <summary>Multiplies the weight decay for the parameters of a component, of a nested model, or of a whole class.</summary>
/// <remarks>Multipliers do not multiply each other: the most specific one holds, as <see cref="LowRankAttribute"/> says.</remarks>
/// <param name="multiplier">Finite and at least 0; 1 changes nothing.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Class, Inherited = false)]
public sealed class DecayAttribute(double multiplier) : Attribute
{
    /// <summary>What the weight decay is multiplied by.</summary>
    public double Multiplier { get; } = multiplier;
}
