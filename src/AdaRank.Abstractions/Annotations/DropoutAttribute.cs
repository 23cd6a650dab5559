namespace AdaRank.Annotations;

/// <summary>Drops elements at random while the model trains, and does nothing otherwise. No parameters, not in checkpoints.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DropoutAttribute : Attribute
{
    /// <summary>Drops a fixed share.</summary>
    /// <param name="probability">Share of elements dropped, at least 0 and below 1.</param>
    public DropoutAttribute(double probability) => Probability = probability;

    /// <summary>Drops a share that has a name.</summary>
    /// <param name="probability">Name of the share, found where dimensions are, as in <see cref="LinearAttribute"/>.</param>
    public DropoutAttribute(string probability) => Probability = probability;

    /// <summary>Share of elements dropped as it was stated, a number or a name.</summary>
    public object Probability { get; }
}
