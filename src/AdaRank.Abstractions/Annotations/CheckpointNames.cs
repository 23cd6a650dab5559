namespace AdaRank.Annotations;

/// <summary>How the components of a model are called in checkpoints.</summary>
public enum CheckpointNames
{
    /// <summary>The property's own name in snake case: <c>QueryNorm</c> is <c>query_norm</c>.</summary>
    SnakeCase = 0,

    /// <summary>
    /// The names of LLaMA checkpoints for the properties that have one there, snake case for all others.
    /// </summary>
    /// <remarks>
    /// <c>TokenEmbedding</c> is <c>model.embed_tokens</c>, <c>Blocks</c> is <c>model.layers</c>, <c>FinalNorm</c> is
    /// <c>model.norm</c>, <c>Head</c> is <c>lm_head</c>, <c>AttentionNorm</c> is <c>input_layernorm</c>, <c>MlpNorm</c> is
    /// <c>post_attention_layernorm</c>; <c>Query</c>, <c>Key</c>, <c>Value</c>, <c>Output</c> are
    /// <c>self_attn.{q,k,v,o}_proj</c>; <c>Gate</c>, <c>Up</c>, <c>Down</c> are <c>mlp.{gate,up,down}_proj</c>.
    /// </remarks>
    Llama,
}
