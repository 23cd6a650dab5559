using AdaRank.Annotations;
using AdaRank.Layers;
using static TorchSharp.torch;

namespace Company.Trainer;

/// <summary>Two layers with a ReLU between them. What is missing here is generated at build.</summary>
/// <param name="options">Its sizes.</param>
[Model]
public sealed partial class Regressor(RegressorOptions options)
{
    [Linear(nameof(options.Inputs), nameof(options.Hidden)), LowRank("hidden")] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), nameof(options.Outputs)), FullRank] public partial Linear Down { get; }

    /// <summary>Predicts the outputs of a batch.</summary>
    /// <param name="x">[batch, inputs], fp32.</param>
    /// <returns>[batch, outputs]; the caller's.</returns>
    public Tensor Forward(Tensor x) => Down.Forward(Up.Forward(x).relu());
}
