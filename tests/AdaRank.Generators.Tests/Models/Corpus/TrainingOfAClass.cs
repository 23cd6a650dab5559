using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model, LowRank("all"), LearningRate(0.5), Decay(0.1)]
public sealed partial class TrainingOfAClass(int width)
{
    [Embedding(100, nameof(width))] public partial Embedding Tokens { get; }
    [Linear(nameof(width), nameof(width), Bias = true)] public partial Linear Mix { get; }
    [LayerNorm(nameof(width)), Decay(0)] public partial LayerNorm Norm { get; }
    [Linear(nameof(width), 1)] public partial Linear Score { get; }
    [Linear(nameof(width), nameof(width)), FullRank, LearningRate(1)] public partial Linear Careful { get; }
    [Linear(nameof(width), nameof(width)), Frozen] public partial Linear Fixed { get; }
    public Tensor Forward(Tensor tokens) => Score.Forward(Fixed.Forward(Careful.Forward(Norm.Forward(Mix.Forward(Tokens.Forward(tokens))))));
}
