using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed record HeadOptions(int Vocabulary, int Width);

[Model(Names = CheckpointNames.Bert)]
public sealed partial class BertMaskedHead(HeadOptions options)
{
    [Embedding(nameof(options.Vocabulary), nameof(options.Width))] public partial Embedding TokenEmbedding { get; }
    [Linear(nameof(options.Width), nameof(options.Width), Bias = true)] public partial Linear HeadTransform { get; }
    [LayerNorm(nameof(options.Width))] public partial LayerNorm HeadNorm { get; }
    [Linear(nameof(options.Width), nameof(options.Vocabulary)), TiedTo(nameof(TokenEmbedding))] public partial Linear Head { get; }
    [Weight(nameof(options.Vocabulary), Initializer = Initial.Zeros), Decay(0)] public partial TorchSharp.Modules.Parameter HeadBias { get; }

    public Tensor Forward(Tensor x) => Head.Forward(HeadNorm.Forward(HeadTransform.Forward(x))) + HeadBias;
}
