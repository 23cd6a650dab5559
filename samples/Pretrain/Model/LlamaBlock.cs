using AdaRank.Annotations;
using AdaRank.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Pretrain.Model;

/// <summary>One block of a LLaMA: attention and a gated feed-forward part, each behind a norm and beside a residual.</summary>
[Model(Names = CheckpointNames.Llama)]
public sealed partial class LlamaBlock(LlamaOptions options)
{
    [RmsNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial RmsNorm AttentionNorm { get; }
    [Linear(nameof(options.Width), nameof(options.Width)), LowRank("attention")] public partial Linear Query { get; }
    [Linear(nameof(options.Width), nameof(options.KvWidth)), LowRank("attention")] public partial Linear Key { get; }
    [Linear(nameof(options.Width), nameof(options.KvWidth)), LowRank("attention")] public partial Linear Value { get; }
    [Linear(nameof(options.Width), nameof(options.Width)), LowRank("attention")] public partial Linear Output { get; }
    [RmsNorm(nameof(options.Width), EpsilonFrom = nameof(options.NormEpsilon))] public partial RmsNorm MlpNorm { get; }
    [Linear(nameof(options.Width), nameof(options.Hidden)), LowRank("mlp")] public partial Linear Gate { get; }
    [Linear(nameof(options.Width), nameof(options.Hidden)), LowRank("mlp")] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), nameof(options.Width)), LowRank("mlp")] public partial Linear Down { get; }

    /// <summary>Lets every position look at those before it, then transforms each by itself.</summary>
    /// <param name="x">[batch, time, width].</param>
    /// <param name="rotary">The positions' rotations, shared by all blocks.</param>
    /// <returns>[batch, time, width].</returns>
    public Tensor Forward(Tensor x, RotaryCache rotary)
    {
        x = x + Attend(AttentionNorm.Forward(x), rotary);
        var h = MlpNorm.Forward(x);
        return x + Down.Forward(silu(Gate.Forward(h)) * Up.Forward(h));
    }

    private Tensor Attend(Tensor x, RotaryCache rotary)
    {
        var query = rotary.Rotate(Attention.SplitHeads(Query.Forward(x), options.Heads));
        var key = rotary.Rotate(Attention.SplitHeads(Key.Forward(x), options.KvHeads));
        var value = Attention.SplitHeads(Value.Forward(x), options.KvHeads);
        return Output.Forward(Attention.Causal(query, key, value));
    }
}
