using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model(Generate = GeneratedParts.Catalogue), LowRank("all")]
public partial class Cell : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Linear inner = nn.Linear(4, 4);

    public Cell()
        : base("Cell") => RegisterComponents();

    public TorchSharp.Modules.PReLU Gate { get; } = nn.PReLU(1);

    public override Tensor forward(Tensor x) => Gate.call(inner.call(x));
}

[Model(Generate = GeneratedParts.Catalogue)]
public sealed partial class WideCell : Cell
{
    private readonly TorchSharp.Modules.Linear outer = nn.Linear(4, 4);

    public WideCell() => RegisterComponents();

    public override Tensor forward(Tensor x) => outer.call(base.forward(x));
}

[Model(Generate = GeneratedParts.Catalogue, Names = CheckpointNames.SnakeCase)]
public sealed partial class Cells : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.ModuleList<Cell> all = nn.ModuleList(new Cell(), new Cell());

    [Frozen]
    private readonly WideCell LastCell = new();

    public Cells()
        : base("Cells")
    {
        register_module("all", all);
        register_module("last_cell", LastCell);
    }

    public override Tensor forward(Tensor x) => LastCell.call(all[1].call(all[0].call(x)));
}
