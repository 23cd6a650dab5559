using AdaRank.Gradients;
using AdaRank.Plugins;
using static TorchSharp.torch;

namespace Company.Plugin;

/// <summary>Shortens each gradient that is longer than a limit.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameTransform : IGradientTransform
{
    /// <summary>Largest norm of the gradient of one parameter.</summary>
    [Tunable(0, 1_000_000, ExcludesMinimum = true)]
    public double Limit { get; init; } = 1;

    /// <inheritdoc/>
    public void Transform(StepGradients gradients)
    {
        for (var index = 0; index < gradients.Count; index++)
        {
            using var scope = NewDisposeScope();
            var norm = gradients[index].to(ScalarType.Float64).norm();
            gradients.Writable(index).mul_((Limit / norm).clamp(max: 1));
        }
    }
}
