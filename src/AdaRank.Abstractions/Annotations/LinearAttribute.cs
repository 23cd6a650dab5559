using System.Globalization;

namespace AdaRank.Annotations;

/// <summary>A linear layer, y = x·Wᵀ + b: a weight [outputs, inputs] and, if asked for, a bias [outputs].</summary>
/// <remarks>
/// A dimension is a number, or the name of an integer: a member of a primary-constructor parameter's type, such a
/// parameter itself, or a constant of the model class. Write names with <c>nameof</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LinearAttribute : Attribute
{
    /// <summary>A layer whose dimensions both have names.</summary>
    /// <param name="inputs">Name of the input width.</param>
    /// <param name="outputs">Name of the output width.</param>
    public LinearAttribute(string inputs, string outputs) => (Inputs, Outputs) = (inputs, outputs);

    /// <summary>A layer with fixed dimensions.</summary>
    /// <param name="inputs">Input width, at least 1.</param>
    /// <param name="outputs">Output width, at least 1.</param>
    public LinearAttribute(int inputs, int outputs)
        : this(inputs.ToString(CultureInfo.InvariantCulture), outputs.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A layer with a fixed output width.</summary>
    /// <param name="inputs">Name of the input width.</param>
    /// <param name="outputs">Output width, at least 1.</param>
    public LinearAttribute(string inputs, int outputs)
        : this(inputs, outputs.ToString(CultureInfo.InvariantCulture))
    {
    }

    /// <summary>A layer with a fixed input width.</summary>
    /// <param name="inputs">Input width, at least 1.</param>
    /// <param name="outputs">Name of the output width.</param>
    public LinearAttribute(int inputs, string outputs)
        : this(inputs.ToString(CultureInfo.InvariantCulture), outputs)
    {
    }

    /// <summary>Input width as it was stated.</summary>
    public string Inputs { get; }

    /// <summary>Output width as it was stated.</summary>
    public string Outputs { get; }

    /// <summary>Whether the layer adds a bias; false by default. A bias is never trained in a low-rank subspace.</summary>
    public bool Bias { get; init; }

    /// <summary>Name of the flag to take for <see cref="Bias"/>, found where dimensions are.</summary>
    public string? BiasFrom { get; init; }

    /// <summary>Standard deviation of the initial weights, at least 0; 0.02 by default, as LLaMA has it.</summary>
    public double InitialDeviation { get; init; } = 0.02;
}
