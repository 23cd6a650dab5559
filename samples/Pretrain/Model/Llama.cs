using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Pretrain.Model;

/// <summary>A LLaMA: reads tokens, and says of each position which token comes next.</summary>
[Model(Names = CheckpointNames.Llama)]
public sealed partial class Llama(LlamaOptions options)
{
    [Embedding(nameof(options.VocabularySize), nameof(options.Width))] public partial Embedding TokenEmbedding { get; }
    [Rotary(nameof(options.HeadWidth), nameof(options.ContextLength), BaseFrom = nameof(options.RopeBase))]
    public partial RotaryCache Rotary { get; }
    [Repeat(nameof(options.Layers))] public partial Repeated<LlamaBlock> Blocks { get; }
    [RmsNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial RmsNorm FinalNorm { get; }
    [Linear(nameof(options.Width), nameof(options.VocabularySize))]
    [TiedTo(nameof(TokenEmbedding), When = nameof(options.TiesEmbeddings))]
    public partial Linear Head { get; }

    /// <summary>Scores every token of the vocabulary as the next one, at each position.</summary>
    /// <param name="tokens">int64 [batch, time], time at most the context length.</param>
    /// <returns>Logits [batch, time, vocabulary].</returns>
    public Tensor Forward(Tensor tokens)
    {
        var x = TokenEmbedding.Forward(tokens);
        foreach (var block in Blocks)
        {
            x = block.call(x, Rotary);
        }

        return Head.Forward(FinalNorm.Forward(x));
    }
}
