namespace AdaRank.Annotations;

/// <summary>How the components of a model are called in checkpoints.</summary>
/// <remarks>A policy knows the properties listed with it; all others have their own names in snake case.</remarks>
public enum CheckpointNames
{
    /// <summary>The property's own name in snake case: <c>QueryNorm</c> is <c>query_norm</c>.</summary>
    SnakeCase = 0,

    /// <summary>The names of LLaMA checkpoints, as Hugging Face has them.</summary>
    /// <remarks>
    /// <c>TokenEmbedding</c> is <c>model.embed_tokens</c>, <c>Blocks</c> is <c>model.layers</c>, <c>FinalNorm</c> is
    /// <c>model.norm</c>, <c>Head</c> is <c>lm_head</c>, <c>AttentionNorm</c> is <c>input_layernorm</c>, <c>MlpNorm</c> is
    /// <c>post_attention_layernorm</c>; <c>Query</c>, <c>Key</c>, <c>Value</c>, <c>Output</c> are
    /// <c>self_attn.{q,k,v,o}_proj</c>, or all four <c>Attention</c>, <c>self_attn</c>; <c>QueryNorm</c>, <c>KeyNorm</c> are
    /// <c>self_attn.{q,k}_norm</c>; <c>Gate</c>, <c>Up</c>, <c>Down</c> are <c>mlp.{gate,up,down}_proj</c>.
    /// </remarks>
    Llama,

    /// <summary>The names of BERT checkpoints, as Hugging Face has them.</summary>
    /// <remarks>
    /// <c>TokenEmbedding</c>, <c>PositionEmbedding</c>, <c>TypeEmbedding</c> are
    /// <c>embeddings.{word,position,token_type}_embeddings</c>, <c>EmbeddingNorm</c> is <c>embeddings.LayerNorm</c>;
    /// <c>Blocks</c> is <c>encoder.layer</c>; <c>Query</c>, <c>Key</c>, <c>Value</c> are
    /// <c>attention.self.{query,key,value}</c>, <c>Output</c> is <c>attention.output.dense</c>, or all four <c>Attention</c>,
    /// <c>attention</c>; <c>AttentionNorm</c> is <c>attention.output.LayerNorm</c>; <c>Up</c> is <c>intermediate.dense</c>,
    /// <c>Down</c> is <c>output.dense</c>, <c>MlpNorm</c> is <c>output.LayerNorm</c>; <c>Pooler</c> is <c>pooler.dense</c>;
    /// <c>Encoder</c>, the model inside one with a head, is <c>bert</c>; <c>Classifier</c> is <c>classifier</c>;
    /// <c>HeadTransform</c>, <c>HeadNorm</c> are <c>cls.predictions.transform.{dense,LayerNorm}</c>, <c>Head</c> is
    /// <c>cls.predictions.decoder</c>, <c>HeadBias</c> is <c>cls.predictions.bias</c>.
    /// </remarks>
    Bert,

    /// <summary>The names of RoBERTa checkpoints, as Hugging Face has them: those of <see cref="Bert"/> but for the heads.</summary>
    /// <remarks>
    /// <c>Encoder</c> is <c>roberta</c>; <c>ClassifierHidden</c> is <c>classifier.dense</c>, <c>Classifier</c> is
    /// <c>classifier.out_proj</c>; <c>HeadTransform</c> is <c>lm_head.dense</c>, <c>HeadNorm</c> is <c>lm_head.layer_norm</c>,
    /// <c>Head</c> is <c>lm_head.decoder</c>, <c>HeadBias</c> is <c>lm_head.bias</c>.
    /// </remarks>
    Roberta,

    /// <summary>The member's own name, unchanged.</summary>
    AsDeclared,
}
