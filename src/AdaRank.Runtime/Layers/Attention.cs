using static TorchSharp.torch;

namespace AdaRank.Layers;

/// <summary>The arithmetic of attention between the projections: no parameters, no state.</summary>
public static class Attention
{
    /// <summary>Takes a projection apart into heads.</summary>
    /// <param name="x">[batch, time, heads · head width].</param>
    /// <param name="heads">Number of heads, a divisor of the last dimension.</param>
    /// <returns>[batch, heads, time, head width]: a view, owned by the caller.</returns>
    /// <exception cref="InvalidSettingException">The last dimension is no multiple of the heads.</exception>
    public static Tensor SplitHeads(Tensor x, int heads)
    {
        var width = x.size(-1);
        if (heads < 1 || width % heads != 0)
        {
            throw new InvalidSettingException("number of heads", heads, $"use a divisor of the width, {width}");
        }

        using var scope = NewDisposeScope();
        return scope.MoveToOuter(x.view(x.size(0), x.size(1), heads, width / heads).transpose(1, 2));
    }

    /// <summary>Causal scaled dot-product attention, softmax(q·kᵀ / √head width)·v, each position seeing itself and those before.</summary>
    /// <param name="query">[batch, heads, time, head width].</param>
    /// <param name="key">[batch, key heads, time, head width]; each serves heads / key heads query heads in a row.</param>
    /// <param name="value">The shape of <paramref name="key"/>.</param>
    /// <returns>[batch, time, heads · head width], the heads side by side again, owned by the caller.</returns>
    /// <exception cref="InvalidSettingException">The number of heads is no multiple of the number of key heads.</exception>
    public static Tensor Causal(Tensor query, Tensor key, Tensor value)
    {
        var (heads, keyHeads) = (query.size(1), key.size(1));
        if (heads % keyHeads != 0)
        {
            throw new InvalidSettingException("number of key heads", keyHeads, $"use a divisor of the number of heads, {heads}");
        }

        using var scope = NewDisposeScope();
        if (heads != keyHeads)
        {
            key = key.repeat_interleave(heads / keyHeads, dim: 1);
            value = value.repeat_interleave(heads / keyHeads, dim: 1);
        }

        var mixed = nn.functional.scaled_dot_product_attention(query, key, value, is_casual: true);
        return scope.MoveToOuter(mixed.transpose(1, 2).flatten(2));
    }
}
