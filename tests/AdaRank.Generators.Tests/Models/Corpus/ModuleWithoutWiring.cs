using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model(Generate = GeneratedParts.Module | GeneratedParts.Catalogue, Names = CheckpointNames.AsDeclared)]
public sealed partial class ModuleWithoutWiring(int width)
{
    [Linear(nameof(width), nameof(width))] public partial Linear Mix { get; }
    public Tensor Forward(Tensor x) => Mix.Forward(x);
}
