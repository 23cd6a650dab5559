using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model(Generate = GeneratedParts.Module)]
public sealed partial class ModuleWithoutCatalogue(int width)
{
    [Linear(nameof(width), nameof(width)), LowRank("all")] public partial Linear Mix { get; }
    public Tensor Forward(Tensor x) => Mix.Forward(x);
}
