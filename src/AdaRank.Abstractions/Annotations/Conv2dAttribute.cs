namespace AdaRank.Annotations;

/// <summary>A convolution over two axes: a weight [outputs, inputs / groups, kernel height, kernel width] and a bias [outputs].</summary>
/// <remarks>As <see cref="Conv1dAttribute"/>, which says how dimensions are stated and what a low-rank step sees.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class Conv2dAttribute : Attribute
{
    /// <summary>A layer with a square kernel.</summary>
    /// <param name="inputs">Number of input channels: an integer, or the name of one.</param>
    /// <param name="outputs">Number of output channels: an integer, or the name of one.</param>
    /// <param name="kernel">Height and width of the kernel: an integer, or the name of one.</param>
    public Conv2dAttribute(object inputs, object outputs, object kernel)
        : this(inputs, outputs, kernel, kernel)
    {
    }

    /// <summary>A layer with any kernel.</summary>
    /// <param name="inputs">Number of input channels: an integer, or the name of one.</param>
    /// <param name="outputs">Number of output channels: an integer, or the name of one.</param>
    /// <param name="kernelHeight">Height of the kernel: an integer, or the name of one.</param>
    /// <param name="kernelWidth">Width of the kernel: an integer, or the name of one.</param>
    public Conv2dAttribute(object inputs, object outputs, object kernelHeight, object kernelWidth) =>
        (Inputs, Outputs, KernelHeight, KernelWidth) = (inputs, outputs, kernelHeight, kernelWidth);

    /// <summary>Number of input channels as it was stated.</summary>
    public object Inputs { get; }

    /// <summary>Number of output channels as it was stated.</summary>
    public object Outputs { get; }

    /// <summary>Height of the kernel as it was stated.</summary>
    public object KernelHeight { get; }

    /// <summary>Width of the kernel as it was stated.</summary>
    public object KernelWidth { get; }

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
