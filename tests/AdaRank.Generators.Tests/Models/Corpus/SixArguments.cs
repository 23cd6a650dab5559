using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class Cache;

[Model]
public sealed partial class SixArguments
{
    [Linear(4, 4)] public partial Linear Mix { get; }

    public (Tensor, Tensor) Forward(Tensor x, Tensor? mask, Cache cache, int position, bool isTraining = false, double scale = 1.0) =>
        (Mix.Forward(x) * scale, isTraining && mask is not null ? mask : x + position);
}
