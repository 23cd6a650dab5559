using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public sealed partial class Scale
{
    [Weight(4, Initializer = Initial.Ones)] public partial TorchSharp.Modules.Parameter Factors { get; }
    public Tensor Forward(Tensor x) => x * Factors;
}

[Model]
public sealed partial class Row<TBlock>
    where TBlock : nn.Module<Tensor, Tensor>, ICataloguedModel, new()
{
    [Repeat(3)] public partial Repeated<TBlock> Blocks { get; }
    public Tensor Forward(Tensor x) => Blocks[2].call(Blocks[1].call(Blocks[0].call(x)));
}

[Model]
public sealed partial class Scales
{
    [Child] public partial Row<Scale> All { get; }
    public Tensor Forward(Tensor x) => All.call(x);
}
