using AdaRank.Annotations;
using AdaRank.Layers;
using static TorchSharp.torch;

namespace Company.Models;

/// <summary>Two layers with a norm and a ReLU between them. What is missing here is generated at build.</summary>
/// <param name="options">Its sizes.</param>
[Model]
public sealed partial class NewModel(NewModelOptions options)
{
    [Linear(nameof(options.Inputs), nameof(options.Hidden)), LowRank("low-rank-group")] public partial Linear Up { get; }
    [RmsNorm(nameof(options.Hidden))] public partial RmsNorm Norm { get; }
    [Linear(nameof(options.Hidden), nameof(options.Outputs)), FullRank] public partial Linear Down { get; }

    /// <summary>Predicts the outputs of a batch.</summary>
    /// <param name="x">[batch, inputs], fp32.</param>
    /// <returns>[batch, outputs]; the caller's.</returns>
    public Tensor Forward(Tensor x) => Down.Forward(Norm.Forward(Up.Forward(x)).relu());
}
