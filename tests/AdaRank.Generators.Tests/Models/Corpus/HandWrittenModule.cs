using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

[Model(Generate = GeneratedParts.Catalogue | GeneratedParts.Wiring)]
public sealed partial class HandWrittenModule : nn.Module<Tensor, Tensor>
{
    [LowRank("attention")]
    private readonly TorchSharp.Modules.Linear query = nn.Linear(4, 4);

    [LowRank("attention"), LearningRate(0.5), TorchSharp.Utils.ComponentName(Name = "out")]
    private readonly TorchSharp.Modules.Linear _output = nn.Linear(4, 4, hasBias: false);

    [LowRank("convolutions", Output = [0, 1])]
    private readonly TorchSharp.Modules.Conv1d mix = nn.Conv1d(4, 4, 3);

    private readonly TorchSharp.Modules.LayerNorm norm = nn.LayerNorm(4);
    private readonly TorchSharp.Modules.Dropout drop = nn.Dropout(0.1);

    [Frozen]
    private readonly TorchSharp.Modules.Parameter scale = new(ones(4));

    [Decay(0), CheckpointName("bias")]
    private readonly TorchSharp.Modules.Parameter shift = new(zeros(4));

    public HandWrittenModule()
        : base(nameof(HandWrittenModule))
    {
        register_parameter("bias", shift);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => drop.call(norm.call(_output.call(query.call(x)))) * scale + shift;
}
