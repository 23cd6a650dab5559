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
    [RmsNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial RmsNorm AttentionNorm { get; }
    [Linear(nameof(options.Width), nameof(options.Width), BiasFrom = nameof(options.HasBias)), LowRank("attention")] public partial Linear Query { get; }
    [Linear(nameof(options.Width), nameof(options.KvWidth), BiasFrom = nameof(options.HasBias)), LowRank("attention")] public partial Linear Key { get; }
    [Linear(nameof(options.Width), nameof(options.KvWidth)), LowRank("attention")] public partial Linear Value { get; }
    [Linear(nameof(options.Width), nameof(options.Width)), LowRank("attention")] public partial Linear Output { get; }
    [RmsNorm(nameof(options.HeadWidth))] public partial RmsNorm QueryNorm { get; }
    [RmsNorm(nameof(options.HeadWidth))] public partial RmsNorm KeyNorm { get; }
    [RmsNorm(nameof(options.Width))] public partial RmsNorm MlpNorm { get; }
    [Linear(nameof(options.Width), nameof(options.Hidden)), LowRank("mlp")] public partial Linear Gate { get; }
    [Linear(nameof(options.Width), nameof(options.Hidden)), LowRank("mlp")] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), nameof(options.Width)), LowRank("mlp")] public partial Linear Down { get; }

    public Tensor Forward(Tensor x, RotaryCache rotary) => x + Down.Forward(Gate.Forward(MlpNorm.Forward(x)) * Up.Forward(x));
}
