namespace AdaRank.Layers;

/// <summary>What the four projections of an attention layer are called in checkpoints. Dots nest.</summary>
/// <param name="Query">Name of the projection to queries.</param>
/// <param name="Key">Name of the projection to keys.</param>
/// <param name="Value">Name of the projection to values.</param>
/// <param name="Output">Name of the projection of the mixed values.</param>
public sealed record AttentionNames(string Query, string Key, string Value, string Output)
{
    /// <summary><c>query</c>, <c>key</c>, <c>value</c>, <c>output</c>.</summary>
    public static AttentionNames Default { get; } = new("query", "key", "value", "output");

    /// <summary>Those of LLaMA: <c>q_proj</c>, <c>k_proj</c>, <c>v_proj</c>, <c>o_proj</c>.</summary>
    public static AttentionNames Llama { get; } = new("q_proj", "k_proj", "v_proj", "o_proj");

    /// <summary>Those of BERT: <c>self.query</c>, <c>self.key</c>, <c>self.value</c>, <c>output.dense</c>.</summary>
    public static AttentionNames Bert { get; } = new("self.query", "self.key", "self.value", "output.dense");

    /// <summary>Checks that all four can be registered in one module.</summary>
    /// <exception cref="InvalidSettingException">A name has an empty part, or two are equal or contain each other.</exception>
    internal void Check()
    {
        string[] names = [Query, Key, Value, Output];
        foreach (var name in names)
        {
            if (string.IsNullOrEmpty(name) || name.Split('.').Contains(""))
            {
                throw new InvalidSettingException("name of a projection", name, "use steps that are not empty, with dots between them");
            }
        }

        for (var first = 0; first < names.Length; first++)
        {
            for (var second = 0; second < names.Length; second++)
            {
                if (first != second && $"{names[second]}.".StartsWith($"{names[first]}.", StringComparison.Ordinal))
                {
                    throw new InvalidSettingException(
                        "name of a projection", names[second], $"use one that neither equals nor contains '{names[first]}'");
                }
            }
        }
    }
}
