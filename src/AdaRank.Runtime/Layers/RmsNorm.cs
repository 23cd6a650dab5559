using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>Root-mean-square normalisation, y = w · x / √(mean(x²) + ε), over the last dimension.</summary>
/// <remarks>
/// Zhang, Sennrich 2019. Parameter: <c>weight</c> [width]. Half-precision inputs are normalised in fp32 and rounded
/// before they meet the weight, as LLaMA's reference code does; fp32 and fp64 stay as they are.
/// </remarks>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;

    /// <summary>Makes a norm: weight 1, fp32, on the CPU.</summary>
    /// <param name="width">Width of the last dimension, at least 1.</param>
    /// <param name="epsilon">ε, added to the mean square, at least 0.</param>
    /// <exception cref="InvalidSettingException">The width is below 1, or ε negative or not finite.</exception>
    public RmsNorm(int width, double epsilon = 1e-5)
        : base(nameof(RmsNorm))
    {
        Width = Setting.AtLeast(1, width, "width of a norm");
        Epsilon = Setting.AtLeast(0.0, epsilon, "epsilon of a norm");
        _weight = NewParameter.Constant(1, width);
        register_parameter("weight", _weight);
    }

    /// <summary>Width of the last dimension.</summary>
    public int Width { get; }

    /// <summary>ε, added to the mean square before the root.</summary>
    public double Epsilon { get; }

    /// <summary>w [width]. Replaced when the layer is moved or converted.</summary>
    public Parameter Weight => _weight;

    /// <summary>Applies the norm. The same as <c>call</c>: hooks run.</summary>
    /// <param name="x">[..., width], any floating dtype, on the device of the weight.</param>
    /// <returns>The shape of <paramref name="x"/>, owned by the caller.</returns>
    public Tensor Forward(Tensor x) => call(x);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? input.to(ScalarType.Float32) : input;
        var scale = x.square().mean([-1], keepdim: true).add(Epsilon).rsqrt();
        return scope.MoveToOuter(_weight * (x * scale).to(input.dtype));
    }

    /// <summary>Does nothing: the constructor has registered the parameter.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        _weight = get_parameter("weight")!;
    }
}
