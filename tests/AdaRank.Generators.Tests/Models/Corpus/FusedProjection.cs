using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class FusedOptions
{
    public int Heads { get; set; } = 2;
    public int HeadWidth { get; set; } = 4;
    public int Width { get; set; } = 8;
}

[Model]
public sealed partial class FusedProjection(FusedOptions options)
{
    [Weight(3, nameof(options.Heads), nameof(options.HeadWidth), nameof(options.Width)), LowRank("attention", Output = [0, 1, 2])]
    public partial TorchSharp.Modules.Parameter QueryKeyValue { get; }

    [Weight(nameof(options.Heads), nameof(options.HeadWidth), nameof(options.Width)), LowRank("attention", Reduce = [0, 1])]
    public partial TorchSharp.Modules.Parameter Output { get; }

    [Linear(nameof(options.Width), nameof(options.Width)), TiedTo(nameof(Square))] public partial Linear Tied { get; }
    [Weight(nameof(options.Width), nameof(options.Width))] public partial TorchSharp.Modules.Parameter Square { get; }

    public Tensor Forward(Tensor x) => einsum("btw,nhdw->bthd", x, QueryKeyValue).flatten(2) + Tied.Forward(x) + Output.sum();
}
