using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public sealed partial class Stage(int width)
{
    [Linear(nameof(width), nameof(width), Bias = true), LowRank("stages")] public partial Linear Mix { get; }
    [LayerNorm(nameof(width)), FullRank] public partial LayerNorm Norm { get; }
    public Tensor Forward(Tensor x) => Norm.Forward(Mix.Forward(x));
}

[Model, Frozen]
public sealed partial class Backbone(int width)
{
    [Repeat(3)] public partial Repeated<Stage> Stages { get; }
    [Linear(nameof(width), nameof(width))] public partial Linear Last { get; }

    public Tensor Forward(Tensor x) => Last.Forward(Stages[2].call(Stages[1].call(Stages[0].call(x))));
}

[Model]
public sealed partial class FrozenBackbone(int width)
{
    [Child, Frozen] public partial Backbone Body { get; }
    [Child, LowRank("tuned"), LearningRate(0.1), Decay(2)] public partial Stage Adapter { get; }
    [Linear(nameof(width), 2)] public partial Linear Head { get; }
    public Tensor Forward(Tensor x) => Head.Forward(Adapter.call(Body.call(x)));
}
