namespace AdaRank.Annotations;

/// <summary>A convolution over one axis: a weight [outputs, inputs / groups, kernel] and a bias [outputs].</summary>
/// <remarks>
/// Dimensions are numbers or names, as in <see cref="LinearAttribute"/>. Trained in a low-rank subspace, the weight is a matrix
/// of outputs by everything else, unless <see cref="LowRankAttribute"/> names other axes.
/// </remarks>
/// <param name="inputs">Number of input channels: an integer, or the name of one.</param>
/// <param name="outputs">Number of output channels: an integer, or the name of one.</param>
/// <param name="kernel">Length of the kernel: an integer, or the name of one.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class Conv1dAttribute(object inputs, object outputs, object kernel) : Attribute
{
    /// <summary>Number of input channels as it was stated.</summary>
    public object Inputs { get; } = inputs;

    /// <summary>Number of output channels as it was stated.</summary>
    public object Outputs { get; } = outputs;

    /// <summary>Length of the kernel as it was stated.</summary>
    public object Kernel { get; } = kernel;

    /// <summary>Step between two places of the kernel, at least 1; 1 by default.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Name of the integer to take for <see cref="Stride"/>, found where dimensions are.</summary>
    public string? StrideFrom { get; init; }

    /// <summary>Zeros added at each end, at least 0; 0 by default.</summary>
    public int Padding { get; init; }

    /// <summary>Name of the integer to take for <see cref="Padding"/>, found where dimensions are.</summary>
    public string? PaddingFrom { get; init; }

    /// <summary>Distance between two elements of the kernel, at least 1; 1 by default.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Name of the integer to take for <see cref="Dilation"/>, found where dimensions are.</summary>
    public string? DilationFrom { get; init; }

    /// <summary>Parts that inputs and outputs are divided into, each convolved by itself; a divisor of both; 1 by default.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Name of the integer to take for <see cref="Groups"/>, found where dimensions are.</summary>
    public string? GroupsFrom { get; init; }

    /// <summary>Whether the layer adds a bias; true by default. A bias is never trained in a low-rank subspace.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Name of the flag to take for <see cref="Bias"/>, found where dimensions are.</summary>
    public string? BiasFrom { get; init; }

    /// <summary>Standard deviation of the initial weights, at least 0; 0.02 by default.</summary>
    public double InitialDeviation { get; init; } = 0.02;
}
