using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public sealed partial class ConstantPerceptron
{
    private const int Width = 784;
    public const byte Classes = 10;

    [Linear(Width, 128, Bias = true, InitialDeviation = 0.1)] public partial Linear Hidden { get; }
    [Linear(128, nameof(Classes), Bias = true)] public partial Linear Output { get; }
    public Tensor Forward(Tensor x) => Output.Forward(Hidden.Forward(x).relu());
}
