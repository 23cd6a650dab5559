using AdaRank.Models;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>Rotary position embeddings: the cosines and sines of all positions, and their application.</summary>
/// <remarks>
/// Su et al. 2021, in the layout of Hugging Face's LLaMA: element i of a head turns together with element i + width/2.
/// No parameters, nothing in checkpoints. The tables are computed in fp64, kept in fp32 whatever the model is converted
/// to, and rounded to the dtype of what they are applied to. They follow the model from device to device.
/// </remarks>
public sealed class RotaryCache : nn.Module
{
    private Tensor _cosines;
    private Tensor _sines;

    /// <summary>Computes the tables, [maxLength, headWidth / 2] each, on the CPU.</summary>
    /// <param name="headWidth">Width of one attention head, even, at least 2.</param>
    /// <param name="maxLength">Largest number of positions, at least 1.</param>
    /// <param name="rotaryBase">Ratio of the slowest to the fastest rotation, more than 1.</param>
    /// <exception cref="InvalidSettingException">One of them is out of its range.</exception>
    public RotaryCache(int headWidth, int maxLength, double rotaryBase = 10000)
        : base(nameof(RotaryCache))
    {
        if (headWidth < 2 || headWidth % 2 != 0)
        {
            throw new InvalidSettingException("head width", headWidth, "use an even width of 2 or more");
        }

        if (!(rotaryBase > 1) || !double.IsFinite(rotaryBase))
        {
            throw new InvalidSettingException("rotary base", rotaryBase, "use a finite number above 1");
        }

        HeadWidth = headWidth;
        MaxLength = Setting.AtLeast(1, maxLength, "largest length of a rotary cache");

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var frequencies = pow(rotaryBase, arange(0, headWidth, 2, ScalarType.Float64) / -headWidth);
        var angles = outer(arange(maxLength, ScalarType.Float64), frequencies);
        _cosines = Kept(angles.cos().to(ScalarType.Float32));
        _sines = Kept(angles.sin().to(ScalarType.Float32));
    }

    /// <summary>Width of one attention head.</summary>
    public int HeadWidth { get; }

    /// <summary>Largest number of positions.</summary>
    public int MaxLength { get; }

    /// <summary>Turns queries or keys by their positions, which count from 0.</summary>
    /// <param name="x">[batch, heads, time, head width], any floating dtype, on the device of the cache.</param>
    /// <returns>The shape and dtype of <paramref name="x"/>, owned by the caller.</returns>
    /// <exception cref="InvalidSettingException">The sequence is too long, or the heads have another width.</exception>
    public Tensor Rotate(Tensor x)
    {
        var (time, width) = (x.size(-2), x.size(-1));
        if (width != HeadWidth)
        {
            throw new InvalidSettingException("head width", width, $"the rotary cache was made for {HeadWidth}");
        }

        if (time > MaxLength)
        {
            throw new InvalidSettingException("sequence length", time, $"use at most {MaxLength} tokens, or a longer context");
        }

        using var scope = NewDisposeScope();
        var cosines = _cosines.narrow(0, 0, time).to(x.dtype);
        var sines = _sines.narrow(0, 0, time).to(x.dtype);
        var halves = x.chunk(2, -1);
        return scope.MoveToOuter(cat(
            [(halves[0] * cosines) - (halves[1] * sines), (halves[1] * cosines) + (halves[0] * sines)], -1));
    }

    /// <summary>Does nothing: the tables are no part of checkpoints and are moved by hand.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        _cosines = Moving.Buffer(_cosines, dtype: null, device, non_blocking);
        _sines = Moving.Buffer(_sines, dtype: null, device, non_blocking);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cosines.Dispose();
            _sines.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Tensor Kept(Tensor table)
    {
        table.DetachFromDisposeScope();
        return table;
    }
}
