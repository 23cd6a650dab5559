using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed record BertOptions
{
    public int Vocabulary { get; init; } = 32;
    public int Positions { get; init; } = 16;
    public int Width { get; init; } = 8;
    public int Hidden { get; init; } = 16;
    public int Layers { get; init; } = 2;
    public int Heads { get; init; } = 2;
    public int Labels { get; init; } = 3;
    public double Dropout { get; init; } = 0.1;
    public double NormEpsilon { get; init; } = 1e-12;
    public bool HasPooler { get; init; } = true;
}


[Model(Names = CheckpointNames.Bert)]
public sealed partial class BertLayer(BertOptions options)
{
    [Attention(nameof(options.Width), nameof(options.Heads), Bias = true, DropoutFrom = nameof(options.Dropout)), LowRank("attention")]
    public partial MultiHeadAttention Attention { get; }

    [LayerNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial LayerNorm AttentionNorm { get; }
    [Linear(nameof(options.Width), nameof(options.Hidden), Bias = true), LowRank("mlp")] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), nameof(options.Width), Bias = true), LowRank("mlp")] public partial Linear Down { get; }
    [LayerNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial LayerNorm MlpNorm { get; }
    [Dropout(nameof(options.Dropout))] public partial Dropout Drop { get; }

    public Tensor Forward(Tensor x, Tensor? mask)
    {
        x = AttentionNorm.Forward(x + Drop.Forward(Attention.Forward(x, mask: mask)));
        return MlpNorm.Forward(x + Drop.Forward(Down.Forward(nn.functional.gelu(Up.Forward(x)))));
    }
}

[Model(Names = CheckpointNames.Bert)]
public sealed partial class BertEncoder(BertOptions options)
{
    [Embedding(nameof(options.Vocabulary), nameof(options.Width))] public partial Embedding TokenEmbedding { get; }
    [Embedding(nameof(options.Positions), nameof(options.Width))] public partial Embedding PositionEmbedding { get; }
    [Embedding(2, nameof(options.Width))] public partial Embedding TypeEmbedding { get; }
    [LayerNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial LayerNorm EmbeddingNorm { get; }
    [Repeat(nameof(options.Layers))] public partial Repeated<BertLayer> Blocks { get; }
    [Linear(nameof(options.Width), nameof(options.Width), Bias = true), When(nameof(options.HasPooler))] public partial Linear? Pooler { get; }

    public Tensor Forward(Tensor tokens, Tensor? mask)
    {
        var x = EmbeddingNorm.Forward(TokenEmbedding.Forward(tokens));
        foreach (var block in Blocks)
        {
            x = block.call(x, mask);
        }

        return Pooler is null ? x : Pooler.Forward(x).tanh();
    }
}

[Model(Names = CheckpointNames.Bert)]
public sealed partial class BertClassifier(BertOptions options)
{
    [Child] public partial BertEncoder Encoder { get; }
    [Linear(nameof(options.Width), nameof(options.Labels), Bias = true), LearningRate(10)] public partial Linear Classifier { get; }

    public Tensor Forward(Tensor tokens, Tensor? mask) => Classifier.Forward(Encoder.call(tokens, mask));
}
