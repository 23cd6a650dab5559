using AdaRank.Annotations;
using AdaRank.Layers;
using AdaRank.Models;
using static TorchSharp.torch;

namespace Acme.Models;

public sealed class AudioOptions
{
    public int Mels { get; set; } = 8;
    public int Width { get; set; } = 16;
    public int Length { get; set; } = 32;
    public int Stride { get; set; } = 2;
}

[Model]
public sealed partial class AudioEncoder(AudioOptions options)
{
    [Conv1d(nameof(options.Mels), nameof(options.Width), 3, Padding = 1)] public partial Conv1d First { get; }
    [Conv1d(nameof(options.Width), nameof(options.Width), 3, StrideFrom = nameof(options.Stride), Padding = 1, Bias = false), LowRank("convolutions")]
    public partial Conv1d Second { get; }

    [Buffer(nameof(options.Length), nameof(options.Width), Persistent = false)] public partial Tensor Sinusoids { get; }

    public Tensor Forward(Tensor spectrum) => Second.Forward(First.Forward(spectrum)).transpose(1, 2) + Sinusoids;
}
