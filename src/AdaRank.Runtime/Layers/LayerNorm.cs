using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>Layer normalisation, y = w · (x - mean(x)) / √(var(x) + ε) + b, over the last dimension.</summary>
/// <remarks>Ba et al. 2016. Parameters: <c>weight</c> [width] and, if there is one, <c>bias</c> [width].</remarks>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter? _bias;

    /// <summary>Makes a norm: weight 1, bias 0, both fp32 on the CPU.</summary>
    /// <param name="width">Width of the last dimension, at least 1.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="epsilon">ε, added to the variance, at least 0.</param>
    /// <exception cref="InvalidSettingException">The width is below 1, or ε negative or not finite.</exception>
    public LayerNorm(int width, bool bias = true, double epsilon = 1e-5)
        : base(nameof(LayerNorm))
    {
        Width = Setting.AtLeast(1, width, "width of a norm");
        Epsilon = Setting.AtLeast(0.0, epsilon, "epsilon of a norm");
        _weight = NewParameter.Constant(1, width);
        register_parameter("weight", _weight);
        if (bias)
        {
            _bias = NewParameter.Constant(0, width);
            register_parameter("bias", _bias);
        }
    }

    /// <summary>Width of the last dimension.</summary>
    public int Width { get; }

    /// <summary>ε, added to the variance before the root.</summary>
    public double Epsilon { get; }

    /// <summary>w [width]. Replaced when the layer is moved or converted.</summary>
    public Parameter Weight => _weight;

    /// <summary>b [width], or null. Replaced when the layer is moved or converted.</summary>
    public Parameter? Bias => _bias;

    /// <summary>Applies the norm. The same as <c>call</c>: hooks run.</summary>
    /// <param name="x">[..., width], dtype and device of the weight.</param>
    /// <returns>The shape of <paramref name="x"/>, owned by the caller.</returns>
    public Tensor Forward(Tensor x) => call(x);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.layer_norm(input, [Width], _weight, _bias, Epsilon);

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
