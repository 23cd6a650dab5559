using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class LlamaOptions
{
    public int Vocabulary { get; set; } = 32;
    public int Width { get; set; } = 8;
    public int KvWidth { get; set; } = 4;
    public int Hidden { get; set; } = 16;
    public int Layers { get; set; } = 2;
    public int Heads { get; set; } = 4;
    public int KvHeads { get; set; } = 2;
    public int HeadWidth => Width / Heads;
    public int ContextLength { get; set; } = 16;
    public double RopeBase { get; set; } = 10000;
    public double NormEpsilon { get; set; } = 1e-5;
    public bool TiesEmbeddings { get; set; }
    public bool HasBias { get; set; }
}


[Model(Names = CheckpointNames.Llama)]
public sealed partial class LlamaBlock(LlamaOptions options)
{
    [RmsNorm(nameof(options.Width))] public partial RmsNorm AttentionNorm { get; }

    [Attention(nameof(options.Width), nameof(options.Heads), KeyHeadsFrom = nameof(options.KvHeads), HeadWidthFrom = nameof(options.HeadWidth),
        BiasFrom = nameof(options.HasBias), Causal = true)]
    [LowRank("attention")]
    public partial MultiHeadAttention Attention { get; }

    public Tensor Forward(Tensor x, RotaryCache rotary) => x + Attention.Forward(AttentionNorm.Forward(x), rotary);
}

[Model(Names = CheckpointNames.Llama)]
public sealed partial class Llama(LlamaOptions options)
{
    [Embedding(nameof(options.Vocabulary), nameof(options.Width)), LearningRate(0.5)] public partial Embedding TokenEmbedding { get; }
    [Rotary(nameof(options.HeadWidth), nameof(options.ContextLength), BaseFrom = nameof(options.RopeBase))] public partial RotaryCache Rotary { get; }
    [Repeat(nameof(options.Layers))] public partial Repeated<LlamaBlock> Blocks { get; }
    [RmsNorm(nameof(options.Width)), Decay(0)] public partial RmsNorm FinalNorm { get; }

    [Linear(nameof(options.Width), nameof(options.Vocabulary)), TiedTo(nameof(TokenEmbedding), When = nameof(options.TiesEmbeddings))]
    public partial Linear Head { get; }

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
