using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>A convolution over two axes, such as the rows and columns of an image.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [outputs, inputs / groups, kernel height, kernel width] and, if there is one, <c>bias</c> [outputs]. Of the weight the
/// first axis counts what comes out and all others what goes in: as a matrix it has outputs rows.
/// </remarks>
public sealed class Conv2d : Convolution
{
    /// <summary>Makes a layer: weight normal with mean 0, bias 0, both fp32 on the CPU.</summary>
    /// <param name="inputs">Channels of the input, a multiple of <paramref name="groups"/>.</param>
    /// <param name="outputs">Channels of the output, a multiple of <paramref name="groups"/>.</param>
    /// <param name="kernelHeight">Rows of the window, at least 1.</param>
    /// <param name="kernelWidth">Columns of the window, at least 1.</param>
    /// <param name="stride">Steps between two windows, at least 1, on both axes.</param>
    /// <param name="padding">Zeros around the input on every side, at least 0, on both axes.</param>
    /// <param name="dilation">Steps between two elements of a window, at least 1, on both axes.</param>
    /// <param name="groups">Into how many independent parts the channels fall, at least 1.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="deviation">Standard deviation of the initial weight, at least 0.</param>
    /// <exception cref="InvalidSettingException">A setting is out of its range.</exception>
    public Conv2d(
        int inputs,
        int outputs,
        int kernelHeight,
        int kernelWidth,
        int stride = 1,
        int padding = 0,
        int dilation = 1,
        int groups = 1,
        bool bias = true,
        double deviation = 0.02)
        : base(
            nameof(Conv2d),
            inputs,
            outputs,
            [(kernelHeight, "kernel height"), (kernelWidth, "kernel width")],
            stride,
            padding,
            dilation,
            groups,
            bias,
            deviation) =>
        (KernelHeight, KernelWidth) = (kernelHeight, kernelWidth);

    /// <summary>Rows of the window.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the window.</summary>
    public int KernelWidth { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.conv2d(
        input, Weight, Bias, [Stride, Stride], [Padding, Padding], [Dilation, Dilation], Groups);
}
