using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class OptionalOptions
{
    public int Width { get; set; } = 4;
    public bool HasTable { get; set; }
    public bool HasChildren { get; set; } = true;
    public bool IsPlain { get; set; }
}

[Model]
public sealed partial class Part(OptionalOptions options)
{
    [RmsNorm(nameof(options.Width)), When(nameof(options.IsPlain), Is = false)] public partial RmsNorm? Norm { get; }
    [Buffer(nameof(options.Width), Initializer = Initial.Ones), When(nameof(options.HasTable))] public partial Tensor? Mean { get; }
    public Tensor Forward(Tensor x) => Norm is null ? x : Norm.Forward(x);
}

[Model]
public sealed partial class OptionalParts(OptionalOptions options)
{
    [Embedding(8, nameof(options.Width)), When(nameof(options.HasTable))] public partial Embedding? Table { get; }
    [Linear(nameof(options.Width), 8), TiedTo(nameof(Table), When = nameof(options.HasTable))] public partial Linear Head { get; }
    [Linear(nameof(options.Width), 8), TiedTo(nameof(Table)), When(nameof(options.HasTable))] public partial Linear? Second { get; }
    [Child, When(nameof(options.HasChildren)), LowRank("parts")] public partial Part? Only { get; }
    [Repeat(2), When(nameof(options.HasChildren)), Frozen] public partial Repeated<Part>? Row { get; }
    [Weight(nameof(options.Width), 2), When(nameof(options.IsPlain), Is = false), Frozen] public partial TorchSharp.Modules.Parameter? Scale { get; }
    [Linear(nameof(options.Width), nameof(options.Width), Bias = true), When(nameof(options.IsPlain)), Frozen] public partial Linear? Fixed { get; }
    [Dropout(0.25), When(nameof(options.IsPlain))] public partial Dropout? Drop { get; }
    public Tensor Forward(Tensor x) => Head.Forward(Only is null ? x : Only.call(x));
}
