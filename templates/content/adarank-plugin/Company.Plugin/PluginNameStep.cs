using AdaRank.Banks;
using AdaRank.Plugins;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace Company.Plugin;

/// <summary>Momentum in the subspace.</summary>
[Plugin("plugin-key")]
public sealed class PluginNameStep : ILowRankStep
{
    /// <summary>Share of the moment that a step keeps.</summary>
    [Tunable(0, 1, ExcludesMaximum = true)]
    public double Momentum { get; init; } = 0.9;

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full | GradientForms.Projected;

    /// <inheritdoc/>
    public StateSchema State =>
        new(new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, Momentum));

    /// <inheritdoc/>
    public void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
    {
        for (var index = 0; index < bucket.Count; index++)
        {
            using var scope = NewDisposeScope();
            var (member, moment) = (bucket[index], bucket[index].State[0]);
            var projected = gradients is GradientView.Projected ready
                ? ready[index]
                : member.Basis.t().mm(((GradientView.Full)gradients).Canonical(index));
            projectedEnergies[index] = projected.to(ScalarType.Float64).square().sum();
            moment.mul_(Momentum).add_(projected, alpha: 1 - Momentum);
            member.Weight.mul_(1 - (scalars.LearningRate * scalars.WeightDecay));
            member.Weight.add_(bucket.Shape.Transposed(member.Basis.mm(moment)), alpha: -scalars.LearningRate);
        }
    }
}
