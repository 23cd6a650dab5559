using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public interface IWidths
{
    int Width { get; }
    int Hidden { get; }
    bool HasNorm => true;
}

public sealed record SmallWidths(int Width, int Hidden) : IWidths;

[Model]
public sealed partial class Perceptron<TOptions>(TOptions options)
    where TOptions : class, IWidths
{
    [Linear(nameof(options.Width), nameof(options.Hidden)), LowRank("mlp")] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), nameof(options.Width)), LowRank("mlp")] public partial Linear Down { get; }
    [RmsNorm(nameof(options.Width)), When(nameof(IWidths.HasNorm))] public partial RmsNorm? Norm { get; }
    public Tensor Forward(Tensor x) => Down.Forward(Up.Forward(Norm is null ? x : Norm.Forward(x)));
}

[Model]
public sealed partial class Tower<TOptions>(TOptions options)
    where TOptions : class, IWidths
{
    [Repeat(2)] public partial Repeated<Perceptron<TOptions>> Blocks { get; }
    [Child] public partial Perceptron<IWidths> Last { get; }
    public Tensor Forward(Tensor x) => Last.call(Blocks[1].call(Blocks[0].call(x))) + options.Width;
}
