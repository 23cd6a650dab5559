namespace AdaRank.Annotations;

/// <summary>Multiplies the learning rate for the parameters of a component, of a nested model, or of a whole class.</summary>
/// <remarks>Multipliers do not multiply each other: the most specific one holds, as <see cref="LowRankAttribute"/> says.</remarks>
/// <param name="multiplier">Finite and at least 0; 1 changes nothing.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Class, Inherited = false)]
public sealed class LearningRateAttribute(double multiplier) : Attribute
{
    /// <summary>What the learning rate is multiplied by.</summary>
    public double Multiplier { get; } = multiplier;
}
