using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public partial class Scorer(int width)
{
    [Linear(nameof(width), 1, Bias = true)] public partial Linear Score { get; }
    public virtual Tensor Forward(Tensor x) => Score.Forward(Prepare(x));
    protected virtual Tensor Prepare(Tensor x) => x;
}

public partial class Scorer
{
    public string Title { get; set; } = "";
}

[Model]
public partial class NormedScorer(int width) : Scorer(width)
{
    [LayerNorm(nameof(width))] public partial LayerNorm Norm { get; }
    protected override Tensor Prepare(Tensor x) => Norm.Forward(x);
}

[Model]
public sealed partial class PlainScorer(int width) : NormedScorer(width);
