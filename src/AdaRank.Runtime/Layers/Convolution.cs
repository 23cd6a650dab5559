using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>What convolutions have in common, over however many axes: each output looks at a window of the input.</summary>
/// <remarks>
/// Parameters: <c>weight</c> [outputs, inputs / groups, window...] and, if there is one, <c>bias</c> [outputs]. Of the weight the
/// first axis counts what comes out and all others what goes in: as a matrix it has outputs rows.
/// </remarks>
public abstract class Convolution : nn.Module<Tensor, Tensor>, IWeightOwner
{
    private Parameter _weight;
    private Parameter? _bias;

    /// <summary>Makes a layer: weight normal with mean 0, bias 0, both fp32 on the CPU.</summary>
    /// <param name="name">What TorchSharp calls the layer.</param>
    /// <param name="inputs">Channels of the input, a multiple of <paramref name="groups"/>.</param>
    /// <param name="outputs">Channels of the output, a multiple of <paramref name="groups"/>.</param>
    /// <param name="window">Length of the window along each axis, at least 1, and what a message calls it.</param>
    /// <param name="stride">Steps between two windows, at least 1.</param>
    /// <param name="padding">Zeros around the input on every side, at least 0.</param>
    /// <param name="dilation">Steps between two elements of a window, at least 1.</param>
    /// <param name="groups">Into how many independent parts the channels fall, at least 1.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="deviation">Standard deviation of the initial weight, at least 0.</param>
    /// <exception cref="InvalidSettingException">A setting is out of its range.</exception>
    private protected Convolution(
        string name,
        int inputs,
        int outputs,
        (int Length, string Name)[] window,
        int stride,
        int padding,
        int dilation,
        int groups,
        bool bias,
        double deviation)
        : base(name)
    {
        Inputs = Setting.AtLeast(1, inputs, "inputs of a convolution");
        Outputs = Setting.AtLeast(1, outputs, "outputs of a convolution");
        foreach (var axis in window)
        {
            Setting.AtLeast(1, axis.Length, $"{axis.Name} of a convolution");
        }

        Stride = Setting.AtLeast(1, stride, "stride of a convolution");
        Padding = Setting.AtLeast(0, padding, "padding of a convolution");
        Dilation = Setting.AtLeast(1, dilation, "dilation of a convolution");
        Setting.Divisor(outputs, groups, "groups of a convolution", "outputs");
        Groups = Setting.Divisor(inputs, groups, "groups of a convolution", "inputs");
        Setting.AtLeast(0.0, deviation, "initial deviation of a convolution");

        _weight = NewParameter.Normal(deviation, [outputs, inputs / groups, .. window.Select(axis => (long)axis.Length)]);
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

    /// <summary>Steps between two windows, on every axis.</summary>
    public int Stride { get; }

    /// <summary>Zeros around the input on every side.</summary>
    public int Padding { get; }

    /// <summary>Steps between two elements of a window, on every axis.</summary>
    public int Dilation { get; }

    /// <summary>Into how many independent parts the channels fall.</summary>
    public int Groups { get; }

    /// <summary>W [outputs, inputs / groups, window...]. Replaced when the layer is moved or converted.</summary>
    public Parameter Weight => _weight;

    /// <summary>b [outputs], or null. Replaced when the layer is moved or converted.</summary>
    public Parameter? Bias => _bias;

    /// <summary>Applies the layer. The same as <c>call</c>: hooks run.</summary>
    /// <param name="x">[batch, inputs, length of each axis...], dtype and device of the weight.</param>
    /// <returns>
    /// [batch, outputs, length of each axis...], owned by the caller; where an axis was n long and its window k, it is
    /// (n + 2 · padding - dilation · (k - 1) - 1) / stride + 1 long.
    /// </returns>
    public Tensor Forward(Tensor x) => call(x);

    /// <summary>Does nothing: the constructor has registered the parameters.</summary>
    protected sealed override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected sealed override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        _weight = get_parameter("weight")!;
        _bias = get_parameter("bias");
    }
}
