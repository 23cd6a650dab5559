using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model]
public sealed partial class Row<TBlock>(int count, System.Func<int, TBlock> create, System.Func<TBlock> createLast)
    where TBlock : nn.Module<Tensor, Tensor>, ICataloguedModel
{
    [Repeat(nameof(count))] public partial Repeated<TBlock> Blocks { get; }
    [Child] public partial TBlock Last { get; }
    public Tensor Forward(Tensor x) => Last.call(Blocks[0].call(x));
}
