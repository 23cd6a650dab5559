using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

/// <summary>Documented here.</summary>
[Model]
public sealed partial class SeveralParts(int width)
{
    /// <summary>Documented, too.</summary>
    [RmsNorm(nameof(width))] public partial RmsNorm First { get; }
}

public sealed partial class SeveralParts
{
    [RmsNorm(nameof(width)), CheckpointName("other.first")] internal partial RmsNorm Second { get; }
}

sealed partial class SeveralParts
{
    [RmsNorm(nameof(width)), CheckpointName("other.inner")] private partial RmsNorm Third { get; }
    [RmsNorm(nameof(width)), CheckpointName("other.outer")] internal partial RmsNorm Fourth { get; }

    public Tensor Forward(Tensor x) => Fourth.Forward(Third.Forward(Second.Forward(First.Forward(x))));
}
