using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>A table of vectors looked up by index.</summary>
/// <remarks>Parameter: <c>weight</c> [count, width].</remarks>
public sealed class Embedding : nn.Module<Tensor, Tensor>, IWeightOwner
{
    private Parameter _weight;

    /// <summary>Makes a table: normal with mean 0, fp32, on the CPU.</summary>
    /// <param name="count">Number of vectors, at least 1.</param>
    /// <param name="width">Width of a vector, at least 1.</param>
    /// <param name="deviation">Standard deviation of the initial weight, at least 0.</param>
    /// <exception cref="InvalidSettingException">A dimension is below 1, or the deviation negative or not finite.</exception>
    public Embedding(int count, int width, double deviation = 0.02)
        : base(nameof(Embedding))
    {
        Count = Setting.AtLeast(1, count, "count of an embedding");
        Width = Setting.AtLeast(1, width, "width of an embedding");
        _weight = NewParameter.Normal(Setting.AtLeast(0.0, deviation, "initial deviation of an embedding"), count, width);
        register_parameter("weight", _weight);
    }

    /// <summary>Number of vectors.</summary>
    public int Count { get; }

    /// <summary>Width of a vector.</summary>
    public int Width { get; }

    /// <summary>W [count, width]. Replaced when the layer is moved or converted.</summary>
    public Parameter Weight => _weight;

    /// <summary>Looks vectors up. The same as <c>call</c>: hooks run.</summary>
    /// <param name="indices">int64 of any shape, each in [0, count), on the device of the weight.</param>
    /// <returns>[shape of the indices, width], owned by the caller.</returns>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">On the CPU: an index is out of range.</exception>
    public Tensor Forward(Tensor indices) => call(indices);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(_weight.index_select(0, input.flatten()).reshape([.. input.shape, Width]));
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
