namespace AdaRank.Annotations;

/// <summary>Multi-head attention, grouped-query too: four linear layers, query, key, value and output.</summary>
/// <remarks>
/// Weights: query [heads · head width, width], key and value [key heads · head width, width], output
/// [width, heads · head width]. The naming policy of the model decides what they are called below the component.
/// </remarks>
/// <param name="width">Width of what goes in and comes out: an integer, or the name of one as in <see cref="LinearAttribute"/>.</param>
/// <param name="heads">Number of query heads: an integer, or the name of one.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AttentionAttribute(object width, object heads) : Attribute
{
    /// <summary>Width of what goes in and comes out as it was stated.</summary>
    public object Width { get; } = width;

    /// <summary>Number of query heads as it was stated.</summary>
    public object Heads { get; } = heads;

    /// <summary>Number of key and value heads, a divisor of the heads; 0, the default, for as many as there are heads.</summary>
    public int KeyHeads { get; init; }

    /// <summary>Name of the integer to take for <see cref="KeyHeads"/>, found where dimensions are.</summary>
    public string? KeyHeadsFrom { get; init; }

    /// <summary>Width of one head; 0, the default, for the width divided by the heads.</summary>
    public int HeadWidth { get; init; }

    /// <summary>Name of the integer to take for <see cref="HeadWidth"/>, found where dimensions are.</summary>
    public string? HeadWidthFrom { get; init; }

    /// <summary>Whether the four layers add biases; false by default.</summary>
    public bool Bias { get; init; }

    /// <summary>Name of the flag to take for <see cref="Bias"/>, found where dimensions are.</summary>
    public string? BiasFrom { get; init; }

    /// <summary>Whether every position sees itself and those before only; false by default.</summary>
    public bool Causal { get; init; }

    /// <summary>Share of attention weights dropped in training, at least 0 and below 1; 0 by default.</summary>
    public double Dropout { get; init; }

    /// <summary>Name of the number to take for <see cref="Dropout"/>, found where dimensions are.</summary>
    public string? DropoutFrom { get; init; }

    /// <summary>Standard deviation of the initial weights, at least 0; 0.02 by default.</summary>
    public double InitialDeviation { get; init; } = 0.02;
}
