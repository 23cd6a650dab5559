using AdaRank.Models;
using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>Self-attention of many heads, whose keys and values several heads can share.</summary>
/// <remarks>
/// Vaswani et al. 2017; fewer key heads as in Ainslie et al. 2023. With the default names the parameters are
/// <c>query.weight</c> [heads · head width, width], <c>key.weight</c> and <c>value.weight</c> [key heads · head width, width] and
/// <c>output.weight</c> [width, heads · head width], each perhaps with a <c>bias</c>.
/// </remarks>
public sealed class MultiHeadAttention : nn.Module<Tensor, RotaryCache?, Tensor?, Tensor>
{
    /// <summary>Makes a layer: weights normal with mean 0, biases 0, all fp32 on the CPU.</summary>
    /// <param name="width">Width of input and output, at least 1.</param>
    /// <param name="heads">Number of heads, at least 1.</param>
    /// <param name="keyHeads">Number of heads of keys and values, a divisor of <paramref name="heads"/>.</param>
    /// <param name="headWidth">Width of one head, at least 1; even, if positions are to turn it.</param>
    /// <param name="bias">Whether the projections add biases.</param>
    /// <param name="isCausal">Whether each position sees only itself and those before.</param>
    /// <param name="dropout">Probability with which a weight of the softmax becomes 0 in training, in [0, 1).</param>
    /// <param name="deviation">Standard deviation of the initial weights, at least 0.</param>
    /// <param name="names">What the projections are called in checkpoints; null for <see cref="AttentionNames.Default"/>.</param>
    /// <exception cref="InvalidSettingException">A setting is out of its range, or two projections share a name.</exception>
    public MultiHeadAttention(
        int width,
        int heads,
        int keyHeads,
        int headWidth,
        bool bias = false,
        bool isCausal = false,
        double dropout = 0,
        double deviation = 0.02,
        AttentionNames? names = null)
        : base(nameof(MultiHeadAttention))
    {
        Width = Setting.AtLeast(1, width, "width of an attention layer");
        Heads = Setting.AtLeast(1, heads, "number of heads");
        KeyHeads = Setting.Divisor(heads, keyHeads, "number of key heads", "number of heads");
        HeadWidth = Setting.AtLeast(1, headWidth, "head width");
        IsCausal = isCausal;
        Dropout = Setting.Below1(dropout, "dropout of an attention layer");
        Setting.AtLeast(0.0, deviation, "initial deviation of an attention layer");
        names ??= AttentionNames.Default;
        names.Check();

        Query = new Linear(width, heads * headWidth, bias, deviation);
        Key = new Linear(width, keyHeads * headWidth, bias, deviation);
        Value = new Linear(width, keyHeads * headWidth, bias, deviation);
        Output = new Linear(heads * headWidth, width, bias, deviation);
        ComponentGroup.Register(this, names.Query, Query);
        ComponentGroup.Register(this, names.Key, Key);
        ComponentGroup.Register(this, names.Value, Value);
        ComponentGroup.Register(this, names.Output, Output);
    }

    /// <summary>Width of input and output.</summary>
    public int Width { get; }

    /// <summary>Number of heads.</summary>
    public int Heads { get; }

    /// <summary>Number of heads of keys and values, each of which serves heads / key heads heads in a row.</summary>
    public int KeyHeads { get; }

    /// <summary>Width of one head.</summary>
    public int HeadWidth { get; }

    /// <summary>Whether each position sees only itself and those before.</summary>
    public bool IsCausal { get; }

    /// <summary>Probability with which a weight of the softmax becomes 0 in training.</summary>
    public double Dropout { get; }

    /// <summary>The projection to queries.</summary>
    public Linear Query { get; }

    /// <summary>The projection to keys.</summary>
    public Linear Key { get; }

    /// <summary>The projection to values.</summary>
    public Linear Value { get; }

    /// <summary>The projection of the mixed values.</summary>
    public Linear Output { get; }

    /// <summary>Applies the layer. The same as <c>call</c>: hooks run.</summary>
    /// <param name="x">[batch, time, width], dtype and device of the weights.</param>
    /// <param name="rotary">Turns queries and keys by their positions; null if positions are told otherwise.</param>
    /// <param name="mask">
    /// What each position may see, of a shape that broadcasts to [batch, heads, time, time]: bool, true where it may, or the dtype
    /// of <paramref name="x"/>, added to the scores. Null for everything that causality leaves.
    /// </param>
    /// <returns>[batch, time, width], owned by the caller.</returns>
    /// <exception cref="InvalidSettingException">The rotary cache has another head width, or the sequence is too long for it.</exception>
    public Tensor Forward(Tensor x, RotaryCache? rotary = null, Tensor? mask = null) => call(x, rotary, mask);

    /// <inheritdoc/>
    public override Tensor forward(Tensor x, RotaryCache? rotary, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var query = Attention.SplitHeads(Query.Forward(x), Heads);
        var key = Attention.SplitHeads(Key.Forward(x), KeyHeads);
        var value = Attention.SplitHeads(Value.Forward(x), KeyHeads);
        if (rotary is not null)
        {
            (query, key) = (rotary.Rotate(query), rotary.Rotate(key));
        }

        var mixed = Attention.Apply(query, key, value, mask, IsCausal, training ? Dropout : 0);
        return scope.MoveToOuter(Output.Forward(mixed));
    }

    /// <summary>Does nothing: the constructor has registered the projections.</summary>
    protected override void RegisterComponents()
    {
    }
}
