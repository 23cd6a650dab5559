using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class StackOptions
{
    public int Width { get; set; } = 4;
    public int Depth { get; set; } = 2;
}

[Model]
public sealed partial class NormBlock(StackOptions options)
{
    [RmsNorm(nameof(options.Width))] public partial RmsNorm Norm { get; }
    public Tensor Forward(Tensor x) => Norm.Forward(x);
}

[Model]
public sealed partial class Stack<TBlock>(StackOptions options)
    where TBlock : nn.Module<Tensor, Tensor>, IModelFactory<TBlock, StackOptions>
{
    [Repeat(nameof(options.Depth))] public partial Repeated<TBlock> Blocks { get; }
    [Child, Frozen] public partial TBlock Last { get; }

    public Tensor Forward(Tensor x)
    {
        foreach (var block in Blocks)
        {
            x = block.call(x);
        }

        return Last.call(x);
    }
}

[Model]
public sealed partial class NormStack(StackOptions options)
{
    [Child] public partial Stack<NormBlock> Inside { get; }
    public Tensor Forward(Tensor x) => Inside.call(x) * options.Depth;
}
