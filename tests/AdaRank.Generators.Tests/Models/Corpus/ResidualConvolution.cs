using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class ResidualOptions
{
    public int Inputs { get; set; } = 4;
    public int Outputs { get; set; } = 8;
    public int Groups { get; set; } = 2;
    public int Dilation { get; set; } = 1;
    public bool Widens { get; set; } = true;
}

[Model]
public sealed partial class ResidualConvolution(ResidualOptions options)
{
    [Conv2d(nameof(options.Inputs), nameof(options.Outputs), 3, 3, Padding = 1, DilationFrom = nameof(options.Dilation), GroupsFrom = nameof(options.Groups))]
    [LowRank("convolutions", Output = [0, 1])]
    public partial Conv2d Main { get; }

    [Conv2d(nameof(options.Inputs), nameof(options.Outputs), 1, Bias = false), When(nameof(options.Widens)), LowRank("convolutions", Reduce = [1, 2, 3])]
    public partial Conv2d? Shortcut { get; }

    public Tensor Forward(Tensor x) => Main.Forward(x) + (Shortcut is null ? x : Shortcut.Forward(x));
}
