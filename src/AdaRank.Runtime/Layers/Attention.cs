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
    public static Tensor Causal(Tensor query, Tensor key, Tensor value) => Apply(query, key, value, isCausal: true);

    /// <summary>Scaled dot-product attention, softmax(q·kᵀ / √head width + mask)·v.</summary>
    /// <param name="query">[batch, heads, time, head width].</param>
    /// <param name="key">[batch, key heads, key time, head width]; each serves heads / key heads query heads in a row.</param>
    /// <param name="value">The shape of <paramref name="key"/>.</param>
    /// <param name="mask">
    /// What each position may see, of a shape that broadcasts to [batch, heads, time, key time]: bool, true where it may, or the
    /// dtype of the query, added to the scores. A position that may see nothing gives NaN.
    /// </param>
    /// <param name="isCausal">Whether each position sees only itself and those before, besides what the mask says.</param>
    /// <param name="dropout">Probability with which a weight of the softmax becomes 0, in [0, 1).</param>
    /// <returns>[batch, time, heads · head width], the heads side by side again, owned by the caller.</returns>
    /// <exception cref="InvalidSettingException">The number of heads is no multiple of the number of key heads.</exception>
    public static Tensor Apply(
        Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool isCausal = false, double dropout = 0)
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

        if (mask is not null && isCausal)
        {
            mask = WithoutFuture(mask, query.size(2), key.size(2));
        }

        var mixed = nn.functional.scaled_dot_product_attention(
            query, key, value, mask!, dropout, is_casual: isCausal && mask is null);
        return scope.MoveToOuter(mixed.transpose(1, 2).flatten(2));
    }

    /// <summary>libtorch takes a mask or the causal flag, never both.</summary>
    private static Tensor WithoutFuture(Tensor mask, long time, long keyTime)
    {
        var past = ones(time, keyTime, dtype: ScalarType.Bool, device: mask.device).tril();
        return mask.dtype == ScalarType.Bool ? mask & past : mask.masked_fill(past.logical_not(), double.NegativeInfinity);
    }
}
