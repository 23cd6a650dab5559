using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class ComputedOptions
{
    public int Width { get; set; } = 4;
    public int Length { get; set; } = 8;
    public bool Masks { get; set; } = true;
}

[Model]
public abstract partial class ComputedBase(ComputedOptions options)
{
    [Buffer(nameof(options.Length), From = nameof(Steps), Persistent = false)] public partial Tensor Times { get; }
    public abstract Tensor Forward(Tensor x);
    protected static Tensor Steps(ComputedOptions options) => ones(options.Length).cumsum(0);
}

[Model]
public sealed partial class ComputedValues(ComputedOptions options, string title) : ComputedBase(options)
{
    [Buffer(nameof(options.Length), nameof(options.Width), From = nameof(Positions))] public partial Tensor Table { get; }
    [Buffer(From = nameof(@float)), CheckpointName("scale.factor")] public partial Tensor Scale { get; }
    [Buffer(nameof(options.Length), From = nameof(Steps)), When(nameof(options.Masks))] public partial Tensor? Mask { get; }
    [Weight(nameof(options.Length), nameof(options.Width), From = nameof(Positions)), LowRank("positions")] public partial TorchSharp.Modules.Parameter Learned { get; }
    public override Tensor Forward(Tensor x) => x + Table * Scale + Learned;
    private static Tensor Positions(ComputedOptions options, double slope = 0.5) => ones(options.Length, options.Width) * slope;
    private static Tensor @float(string title) => ones(title.Length).sum();
}
