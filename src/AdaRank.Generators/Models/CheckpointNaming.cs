using System.Text;

namespace AdaRank.Generators.Models;

/// <summary>How components are called in checkpoints.</summary>
internal static class CheckpointNaming
{
    public const int SnakeCasePolicy = 0;
    public const int AsDeclaredPolicy = 4;

    private const int LlamaPolicy = 1;
    private const int BertPolicy = 2;
    private const int RobertaPolicy = 3;

    private static readonly Dictionary<string, string> Llama = new(StringComparer.Ordinal)
    {
        ["TokenEmbedding"] = "model.embed_tokens",
        ["Blocks"] = "model.layers",
        ["FinalNorm"] = "model.norm",
        ["Head"] = "lm_head",
        ["AttentionNorm"] = "input_layernorm",
        ["MlpNorm"] = "post_attention_layernorm",
        ["Attention"] = "self_attn",
        ["Query"] = "self_attn.q_proj",
        ["Key"] = "self_attn.k_proj",
        ["Value"] = "self_attn.v_proj",
        ["Output"] = "self_attn.o_proj",
        ["QueryNorm"] = "self_attn.q_norm",
        ["KeyNorm"] = "self_attn.k_norm",
        ["Gate"] = "mlp.gate_proj",
        ["Up"] = "mlp.up_proj",
        ["Down"] = "mlp.down_proj",
    };

    private static readonly Dictionary<string, string> Bert = new(StringComparer.Ordinal)
    {
        ["TokenEmbedding"] = "embeddings.word_embeddings",
        ["PositionEmbedding"] = "embeddings.position_embeddings",
        ["TypeEmbedding"] = "embeddings.token_type_embeddings",
        ["EmbeddingNorm"] = "embeddings.LayerNorm",
        ["Blocks"] = "encoder.layer",
        ["Attention"] = "attention",
        ["Query"] = "attention.self.query",
        ["Key"] = "attention.self.key",
        ["Value"] = "attention.self.value",
        ["Output"] = "attention.output.dense",
        ["AttentionNorm"] = "attention.output.LayerNorm",
        ["Up"] = "intermediate.dense",
        ["Down"] = "output.dense",
        ["MlpNorm"] = "output.LayerNorm",
        ["Pooler"] = "pooler.dense",
        ["Encoder"] = "bert",
        ["Classifier"] = "classifier",
        ["HeadTransform"] = "cls.predictions.transform.dense",
        ["HeadNorm"] = "cls.predictions.transform.LayerNorm",
        ["Head"] = "cls.predictions.decoder",
        ["HeadBias"] = "cls.predictions.bias",
    };

    /// <summary>What RoBERTa calls otherwise than BERT.</summary>
    private static readonly Dictionary<string, string> Roberta = new(StringComparer.Ordinal)
    {
        ["Encoder"] = "roberta",
        ["ClassifierHidden"] = "classifier.dense",
        ["Classifier"] = "classifier.out_proj",
        ["HeadTransform"] = "lm_head.dense",
        ["HeadNorm"] = "lm_head.layer_norm",
        ["Head"] = "lm_head.decoder",
        ["HeadBias"] = "lm_head.bias",
    };

    /// <summary>The name that a policy gives a property.</summary>
    /// <param name="property">Name of the property.</param>
    /// <param name="policy">Value of <c>AdaRank.Annotations.CheckpointNames</c>.</param>
    public static string NameOf(string property, int policy)
    {
        string? known = null;
        var isKnown = policy switch
        {
            LlamaPolicy => Llama.TryGetValue(property, out known),
            BertPolicy => Bert.TryGetValue(property, out known),
            RobertaPolicy => Roberta.TryGetValue(property, out known) || Bert.TryGetValue(property, out known),
            _ => false,
        };
        return isKnown ? known! : policy == AsDeclaredPolicy ? property : SnakeCase(property);
    }

    /// <summary>The property of <c>AdaRank.Layers.AttentionNames</c> that a policy asks for, and what stands in it.</summary>
    public static (string? Names, string Query, string Key, string Value, string Output) Attention(int policy) => policy switch
    {
        LlamaPolicy => ("Llama", "q_proj", "k_proj", "v_proj", "o_proj"),
        BertPolicy or RobertaPolicy => ("Bert", "self.query", "self.key", "self.value", "output.dense"),
        _ => (null, "query", "key", "value", "output"),
    };

    /// <summary><c>QueryNorm</c> as <c>query_norm</c>, <c>MLPNorm</c> as <c>mlp_norm</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var index = 0; index < name.Length; index++)
        {
            var startsWord = index > 0 && char.IsUpper(name[index]) && name[index - 1] != '_'
                && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));
            if (startsWord)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[index]));
        }

        return text.ToString();
    }
}
