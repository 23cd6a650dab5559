using System.Text;

namespace AdaRank.Generators.Models;

/// <summary>How components are called in checkpoints.</summary>
internal static class CheckpointNaming
{
    private static readonly Dictionary<string, string> Llama = new(StringComparer.Ordinal)
    {
        ["TokenEmbedding"] = "model.embed_tokens",
        ["Blocks"] = "model.layers",
        ["FinalNorm"] = "model.norm",
        ["Head"] = "lm_head",
        ["AttentionNorm"] = "input_layernorm",
        ["MlpNorm"] = "post_attention_layernorm",
        ["Query"] = "self_attn.q_proj",
        ["Key"] = "self_attn.k_proj",
        ["Value"] = "self_attn.v_proj",
        ["Output"] = "self_attn.o_proj",
        ["Gate"] = "mlp.gate_proj",
        ["Up"] = "mlp.up_proj",
        ["Down"] = "mlp.down_proj",
    };

    /// <summary>The name that a policy gives a property.</summary>
    /// <param name="property">Name of the property.</param>
    /// <param name="policy">Value of <c>AdaRank.Annotations.CheckpointNames</c>.</param>
    public static string NameOf(string property, int policy) =>
        policy == 1 && Llama.TryGetValue(property, out var known) ? known : SnakeCase(property);

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
