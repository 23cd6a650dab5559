using System.Globalization;

namespace AdaRank.Annotations;

/// <summary>A table of vectors looked up by index: a weight [count, width].</summary>
/// <remarks>Dimensions are stated as in <see cref="LinearAttribute"/>.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmbeddingAttribute : Attribute
{
    /// <summary>A table whose dimensions both have names.</summary>
    /// <param name="count">Name of the number of vectors.</param>
    /// <param name="width">Name of the width of a vector.</param>
    public EmbeddingAttribute(string count, string width) => (Count, Width) = (count, width);

    /// <summary>A table with fixed dimensions.</summary>
    /// <param name="count">Number of vectors, at least 1.</param>
    /// <param name="width">Width of a vector, at least 1.</param>
    public EmbeddingAttribute(int count, int width)
        : this(count.ToString(CultureInfo.InvariantCulture), width.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A table with a fixed width.</summary>
    /// <param name="count">Name of the number of vectors.</param>
    /// <param name="width">Width of a vector, at least 1.</param>
    public EmbeddingAttribute(string count, int width)
        : this(count, width.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A table with a fixed number of vectors.</summary>
    /// <param name="count">Number of vectors, at least 1.</param>
    /// <param name="width">Name of the width of a vector.</param>
    public EmbeddingAttribute(int count, string width)
        : this(count.ToString(CultureInfo.InvariantCulture), width)
    {
    }

    /// <summary>Number of vectors as it was stated.</summary>
    public string Count { get; }

    /// <summary>Width of a vector as it was stated.</summary>
    public string Width { get; }

    /// <summary>Standard deviation of the initial weights, at least 0; 0.02 by default, as LLaMA has it.</summary>
    public double InitialDeviation { get; init; } = 0.02;
}
