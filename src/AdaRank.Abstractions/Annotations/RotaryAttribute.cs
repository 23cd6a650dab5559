using System.Globalization;

namespace AdaRank.Annotations;

/// <summary>Cosines and sines of rotary position embeddings, computed once and shared by all blocks. Not in checkpoints.</summary>
/// <remarks>Dimensions are stated as in <see cref="LinearAttribute"/>.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RotaryAttribute : Attribute
{
    /// <summary>A cache whose dimensions both have names.</summary>
    /// <param name="headWidth">Name of the width of one attention head.</param>
    /// <param name="maxLength">Name of the largest number of positions.</param>
    public RotaryAttribute(string headWidth, string maxLength) => (HeadWidth, MaxLength) = (headWidth, maxLength);

    /// <summary>A cache with fixed dimensions.</summary>
    /// <param name="headWidth">Width of one attention head, even, at least 2.</param>
    /// <param name="maxLength">Largest number of positions, at least 1.</param>
    public RotaryAttribute(int headWidth, int maxLength)
        : this(headWidth.ToString(CultureInfo.InvariantCulture), maxLength.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A cache for a fixed number of positions.</summary>
    /// <param name="headWidth">Name of the width of one attention head.</param>
    /// <param name="maxLength">Largest number of positions, at least 1.</param>
    public RotaryAttribute(string headWidth, int maxLength)
        : this(headWidth, maxLength.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A cache for heads of a fixed width.</summary>
    /// <param name="headWidth">Width of one attention head, even, at least 2.</param>
    /// <param name="maxLength">Name of the largest number of positions.</param>
    public RotaryAttribute(int headWidth, string maxLength)
        : this(headWidth.ToString(CultureInfo.InvariantCulture), maxLength)
    {
    }

    /// <summary>Width of one attention head as it was stated.</summary>
    public string HeadWidth { get; }

    /// <summary>Largest number of positions as it was stated.</summary>
    public string MaxLength { get; }

    /// <summary>Ratio of the slowest to the fastest rotation, more than 1; 10000 by default, as LLaMA has it.</summary>
    public double Base { get; init; } = 10000;

    /// <summary>Name of the number to take for <see cref="Base"/>, found where dimensions are.</summary>
    public string? BaseFrom { get; init; }
}
