using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public interface IDimensions
{
    static abstract int Width { get; }
    static virtual int Hidden => 16;
    static abstract double Epsilon { get; }
}

public sealed class Tiny : IDimensions
{
    public static int Width => 4;
    public static double Epsilon => 1e-6;
}

[Model]
public sealed partial class FixedPerceptron<TDimensions>
    where TDimensions : IDimensions
{
    [Linear(nameof(IDimensions.Width), nameof(IDimensions.Hidden))] public partial Linear Up { get; }
    [RmsNorm(nameof(IDimensions.Hidden), EpsilonFrom = nameof(IDimensions.Epsilon))] public partial RmsNorm Norm { get; }
    public Tensor Forward(Tensor x) => Norm.Forward(Up.Forward(x));
}

[Model]
public sealed partial class TinyPerceptrons
{
    [Repeat(2)] public partial Repeated<FixedPerceptron<Tiny>> All { get; }
    public Tensor Forward(Tensor x) => All[0].call(x);
}
