using AdaRank.Plugins;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace Company.Plugin;

/// <summary>Momentum.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameFullRankStep : IFullRankStep
{
    /// <summary>Share of the moment that a step keeps.</summary>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Momentum { get; init; } = 0.9;

    /// <inheritdoc/>
    public IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape) => [new("m", shape)];

    /// <inheritdoc/>
    public void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
    {
        foreach (var member in members)
        {
            using var scope = NewDisposeScope();
            member.State[0].mul_(Momentum).add_(member.Gradient, alpha: 1 - Momentum);
            member.Weight.mul_(1 - (scalars.LearningRate * scalars.WeightDecay));
            member.Weight.add_(member.State[0], alpha: -scalars.LearningRate);
        }
    }
}
