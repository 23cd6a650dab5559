using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public class TextOptions
{
    public int Vocabulary { get; set; } = 32;
    public int Width { get; set; } = 8;
    public bool Ties { get; set; }
}

public sealed class DeepTextOptions : TextOptions
{
    public int Hidden { get; set; } = 16;
}

[Model(Names = CheckpointNames.Llama)]
public abstract partial class TextModel(TextOptions options)
{
    protected const int Extra = 2;

    [Embedding(nameof(options.Vocabulary), nameof(options.Width)), FullRank] public partial Embedding TokenEmbedding { get; }
    [RmsNorm(nameof(options.Width))] public partial RmsNorm FinalNorm { get; }
    [Linear(nameof(options.Width), nameof(options.Width))] public partial Linear Query { get; }

    public abstract Tensor Forward(Tensor tokens);
}

[Model(Names = CheckpointNames.Llama), LowRank("deep")]
public sealed partial class DeepTextModel(DeepTextOptions deep) : TextModel(deep)
{
    [Linear(nameof(deep.Width), nameof(deep.Hidden))] public partial Linear Up { get; }
    [Linear(nameof(deep.Hidden), nameof(deep.Width))] public partial Linear Output { get; }
    [Linear(nameof(deep.Width), nameof(Extra))] public partial Linear Small { get; }
    [Linear(nameof(deep.Width), nameof(deep.Vocabulary)), TiedTo(nameof(TokenEmbedding))] public partial Linear Head { get; }

    public override Tensor Forward(Tensor tokens) => Head.Forward(FinalNorm.Forward(Output.Forward(Up.Forward(TokenEmbedding.Forward(tokens)))));
}
