using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public sealed partial class RunningStatistics(int width)
{
    [Buffer(nameof(width))] public partial Tensor Mean { get; }
    [Buffer(nameof(width), Initializer = Initial.Ones), CheckpointName("running.variance")] public partial Tensor Variance { get; }
    [Buffer(nameof(width), nameof(width), Initializer = Initial.Constant, Value = -1, Persistent = false)] public partial Tensor Mask { get; }
    [Buffer] public partial Tensor Count { get; }
    [Weight(nameof(width), Initializer = Initial.Ones)] public partial TorchSharp.Modules.Parameter Gain { get; }
    public Tensor Forward(Tensor x) => (x - Mean) / Variance.sqrt() * Gain + Mask.sum() * Count;
}

[Model]
public sealed partial class Statistics(int width)
{
    [Repeat(2)] public partial Repeated<RunningStatistics> Each { get; }
    public Tensor Forward(Tensor x) => Each[0].call(x);
}
