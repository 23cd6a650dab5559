using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class AdapterOptions
{
    public int Width { get; set; } = 8;
    public int Rank { get; set; } = 2;
}

[Model]
public sealed partial class AdaptedLinear(AdapterOptions options)
{
    [Linear(nameof(options.Width), nameof(options.Width)), Frozen] public partial Linear Base { get; }
    [Weight(nameof(options.Rank), nameof(options.Width), Initializer = Initial.KaimingUniform)] public partial TorchSharp.Modules.Parameter A { get; }
    [Weight(nameof(options.Width), nameof(options.Rank), Initializer = Initial.Zeros)] public partial TorchSharp.Modules.Parameter B { get; }
    [Weight(Initializer = Initial.Constant, Value = 0.5), Frozen] public partial TorchSharp.Modules.Parameter Scale { get; }
    public Tensor Forward(Tensor x) => Base.Forward(x) + x.matmul(A.t()).matmul(B.t()) * Scale;
}
