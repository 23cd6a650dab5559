using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>A convolution over two axes, such as the rows and columns of an image.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [outputs, inputs / groups, kernel height, kernel width] and, if there is one, <c>bias</c> [outputs]. Of the weight the
/// first axis counts what comes out and all others what goes in: as a matrix it has outputs rows.
/// </remarks>
public sealed class Conv2d : nn.Module<Tensor, Tensor>, IWeightOwner
{
    private Parameter _weight;
    private Parameter? _bias;

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
        : base(nameof(Conv2d))
    {
        Inputs = Setting.AtLeast(1, inputs, "inputs of a convolution");
        Outputs = Setting.AtLeast(1, outputs, "outputs of a convolution");
        KernelHeight = Setting.AtLeast(1, kernelHeight, "kernel height of a convolution");
        KernelWidth = Setting.AtLeast(1, kernelWidth, "kernel width of a convolution");
        Stride = Setting.AtLeast(1, stride, "stride of a convolution");
        Padding = Setting.AtLeast(0, padding, "padding of a convolution");
        Dilation = Setting.AtLeast(1, dilation, "dilation of a convolution");
        Setting.Divisor(outputs, groups, "groups of a convolution", "outputs");
        Groups = Setting.Divisor(inputs, groups, "groups of a convolution", "inputs");
        Setting.AtLeast(0.0, deviation, "initial deviation of a convolution");

        _weight = NewParameter.Normal(deviation, outputs, inputs / groups, kernelHeight, kernelWidth);
        register_parameter("weight", _weight);
        if (bias)
        {
            _bias = NewParameter.Constant(0, outputs);
            register_parameter("bias", _bias);
        }
    }

    /// <summary>Channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>Channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>Rows of the window.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the window.</summary>
    public int KernelWidth { get; }

    /// <summary>Steps between two windows.</summary>
    public int Stride { get; }

    /// <summary>Zeros around the input on every side.</summary>
    public int Padding { get; }

    /// <summary>Steps between two elements of a window.</summary>
    public int Dilation { get; }

    /// <summary>Into how many independent parts the channels fall.</summary>
    public int Groups { get; }

    /// <summary>W [outputs, inputs / groups, kernel height, kernel width]. Replaced when the layer is moved or converted.</summary>
    public Parameter Weight => _weight;

    /// <summary>b [outputs], or null. Replaced when the layer is moved or converted.</summary>
    public Parameter? Bias => _bias;

    /// <summary>Applies the layer. The same as <c>call</c>: hooks run.</summary>
    /// <param name="x">[batch, inputs, height, width], dtype and device of the weight.</param>
    /// <returns>[batch, outputs, rows, columns], where rows = (height + 2 · padding - dilation · (kernel height - 1) - 1) / stride + 1, owned by the caller.</returns>
    public Tensor Forward(Tensor x) => call(x);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.conv2d(
        input, _weight, _bias, [Stride, Stride], [Padding, Padding], [Dilation, Dilation], Groups);

    /// <summary>Does nothing: the constructor has registered the parameters.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        _weight = get_parameter("weight")!;
        _bias = get_parameter("bias");
    }
}
