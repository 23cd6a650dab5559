using System.Globalization;

namespace AdaRank.Annotations;

/// <summary>Layer normalisation over the last dimension: a weight [width] and a bias [width].</summary>
/// <remarks>Dimensions are stated as in <see cref="LinearAttribute"/>.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LayerNormAttribute : Attribute
{
    /// <summary>A norm whose width has a name.</summary>
    /// <param name="width">Name of the width.</param>
    public LayerNormAttribute(string width) => Width = width;

    /// <summary>A norm of a fixed width.</summary>
    /// <param name="width">Width, at least 1.</param>
    public LayerNormAttribute(int width)
        : this(width.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>Width as it was stated.</summary>
    public string Width { get; }

    /// <summary>Whether the norm adds a bias; true by default.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Name of the flag to take for <see cref="Bias"/>, found where dimensions are.</summary>
    public string? BiasFrom { get; init; }

    /// <summary>Added to the variance before the root, at least 0; 1e-5 by default.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Name of the number to take for <see cref="Epsilon"/>, found where dimensions are.</summary>
    public string? EpsilonFrom { get; init; }
}
