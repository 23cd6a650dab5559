using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>A convolution over one axis, such as time: each output looks at a window of the input.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [outputs, inputs / groups, kernel] and, if there is one, <c>bias</c> [outputs]. Of the weight the
/// first axis counts what comes out and all others what goes in: as a matrix it has outputs rows.
/// </remarks>
public sealed class Conv1d : Convolution
{
    /// <summary>Makes a layer: weight normal with mean 0, bias 0, both fp32 on the CPU.</summary>
    /// <param name="inputs">Channels of the input, a multiple of <paramref name="groups"/>.</param>
    /// <param name="outputs">Channels of the output, a multiple of <paramref name="groups"/>.</param>
    /// <param name="kernel">Length of the window, at least 1.</param>
    /// <param name="stride">Steps between two windows, at least 1.</param>
    /// <param name="padding">Zeros around the input on every side, at least 0.</param>
    /// <param name="dilation">Steps between two elements of a window, at least 1.</param>
    /// <param name="groups">Into how many independent parts the channels fall, at least 1.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="deviation">Standard deviation of the initial weight, at least 0.</param>
    /// <exception cref="InvalidSettingException">A setting is out of its range.</exception>
    public Conv1d(
        int inputs,
        int outputs,
        int kernel,
        int stride = 1,
        int padding = 0,
        int dilation = 1,
        int groups = 1,
        bool bias = true,
        double deviation = 0.02)
        : base(nameof(Conv1d), inputs, outputs, [(kernel, "kernel")], stride, padding, dilation, groups, bias, deviation) =>
        Kernel = kernel;

    /// <summary>Length of the window.</summary>
    public int Kernel { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        nn.functional.conv1d(input, Weight, Bias, Stride, Padding, Dilation, Groups);
}
