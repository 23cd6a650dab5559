using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class VisionOptions
{
    public int Channels { get; set; } = 3;
    public int Patch { get; set; } = 4;
    public int Patches { get; set; } = 16;
    public int Width { get; set; } = 8;
    public int Heads { get; set; } = 2;
    public int Layers { get; set; } = 2;
    public int Classes { get; set; } = 10;
}

[Model]
public sealed partial class VisionBlock(VisionOptions options)
{
    [LayerNorm(nameof(options.Width))] public partial LayerNorm NormBefore { get; }
    [Attention(nameof(options.Width), nameof(options.Heads)), LowRank("attention")] public partial MultiHeadAttention Mix { get; }
    public Tensor Forward(Tensor x) => x + Mix.Forward(NormBefore.Forward(x));
}

[Model]
public sealed partial class VisionTransformer(VisionOptions options)
{
    [Conv2d(nameof(options.Channels), nameof(options.Width), nameof(options.Patch), StrideFrom = nameof(options.Patch)), LowRank("patches")]
    public partial Conv2d PatchEmbedding { get; }

    [Weight(1, 1, nameof(options.Width), Deviation = 0.01), Decay(0)] public partial TorchSharp.Modules.Parameter ClassToken { get; }
    [Weight(nameof(options.Patches), nameof(options.Width))] public partial TorchSharp.Modules.Parameter Positions { get; }
    [Repeat(nameof(options.Layers))] public partial Repeated<VisionBlock> Blocks { get; }
    [LayerNorm(nameof(options.Width), Bias = false)] public partial LayerNorm Norm { get; }
    [Linear(nameof(options.Width), nameof(options.Classes), Bias = true)] public partial Linear Head { get; }

    public Tensor Forward(Tensor images)
    {
        var x = PatchEmbedding.Forward(images).flatten(2).transpose(1, 2) + Positions + ClassToken;
        foreach (var block in Blocks)
        {
            x = block.call(x);
        }

        return Head.Forward(Norm.Forward(x).mean([1]));
    }
}
