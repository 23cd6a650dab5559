using System.Globalization;

namespace AdaRank.Annotations;

/// <summary>Root-mean-square normalisation over the last dimension: a weight [width].</summary>
/// <remarks>Dimensions are stated as in <see cref="LinearAttribute"/>.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RmsNormAttribute : Attribute
{
    /// <summary>A norm whose width has a name.</summary>
    /// <param name="width">Name of the width.</param>
    public RmsNormAttribute(string width) => Width = width;

    /// <summary>A norm of a fixed width.</summary>
    /// <param name="width">Width, at least 1.</param>
    public RmsNormAttribute(int width)
        : this(width.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>Width as it was stated.</summary>
    public string Width { get; }

    /// <summary>Added to the mean square before the root, at least 0; 1e-5 by default, as LLaMA has it.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Name of the number to take for <see cref="Epsilon"/>, found where dimensions are.</summary>
    public string? EpsilonFrom { get; init; }
}
