using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class ExpertOptions
{
    public int Width { get; set; } = 8;
    public int Hidden { get; set; } = 16;
    public int Experts { get; set; } = 4;
}

[Model, LowRank("experts")]
public sealed partial class Expert(ExpertOptions options)
{
    [Linear(nameof(options.Width), nameof(options.Hidden))] public partial Linear Up { get; }
    [Linear(nameof(options.Hidden), nameof(options.Width))] public partial Linear Down { get; }
    public Tensor Forward(Tensor x) => Down.Forward(Up.Forward(x).relu());
}

[Model]
public sealed partial class MixtureOfExperts(ExpertOptions options)
{
    [Linear(nameof(options.Width), nameof(options.Experts)), FullRank, Decay(0)] public partial Linear Router { get; }
    [Repeat(nameof(options.Experts))] public partial Repeated<Expert> Experts { get; }

    public Tensor Forward(Tensor x)
    {
        var shares = Router.Forward(x).softmax(-1);
        var sum = x * 0;
        for (var index = 0; index < Experts.Count; index++)
        {
            sum += Experts[index].call(x) * shares.select(-1, index).unsqueeze(-1);
        }

        return sum;
    }
}
