using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class @classOptions
{
    public int @int { get; set; } = 4;
    public bool @if { get; set; }
}

[Model]
public sealed partial class @record(@classOptions @new)
{
    [Linear(nameof(@new.@int), nameof(@new.@int), BiasFrom = nameof(@new.@if)), LowRank("a\"b")] public partial Linear @event { get; }
    [RmsNorm(nameof(@new.@int)), When(nameof(@new.@if))] public partial RmsNorm? @base { get; }
    [Weight(nameof(@new.@int))] public partial TorchSharp.Modules.Parameter @params { get; }
    [Linear(nameof(@new.@int), nameof(@new.@int)), TiedTo(nameof(@event))] public partial Linear @var { get; }
    public Tensor Forward(Tensor @this) => @event.Forward(@this) + @params + (@base is null ? @this : @var.Forward(@this));
}

[Model]
public sealed partial class @struct(@classOptions @new)
{
    [Repeat(nameof(@new.@int)), CheckpointName("{x}.\"y\"")] public partial Repeated<@record> @foreach { get; }
    public Tensor Forward(Tensor @in) => @foreach[0].call(@in);
}
