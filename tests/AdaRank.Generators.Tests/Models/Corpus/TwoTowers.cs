using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public sealed partial class Tower(int width, int hidden, bool isDeep = false)
{
    [Linear(nameof(width), nameof(hidden)), LowRank("towers")] public partial Linear Project { get; }
    public Tensor Forward(Tensor x) => isDeep ? Project.Forward(x).relu() : Project.Forward(x);
}

[Model]
public sealed partial class TwoTowers(int width, int hidden)
{
    [Child, CheckpointName("text.model")] public partial Tower Text { get; }
    [Child, CheckpointName("image.model")] public partial Tower Image { get; }
    [Weight(Initializer = Initial.Constant, Value = 2.65926), LearningRate(0.1)] public partial TorchSharp.Modules.Parameter LogitScale { get; }

    public (Tensor Text, Tensor Image, Tensor Scale) Forward(Tensor text, Tensor image) =>
        (Text.call(text), Image.call(image), LogitScale.exp() * (width + hidden));
}
