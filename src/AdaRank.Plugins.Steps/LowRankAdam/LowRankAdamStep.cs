using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.LowRankAdam;

/// <summary>Adam with decoupled weight decay in the subspace: W ← (1 - lr wd) W - lr α Q N.</summary>
/// <remarks>
/// method.md eq. 4.1 to 4.5. The state is M and V of r × L each; no temporary is larger than r × L, and the weight is
/// updated by one matrix product in place.
/// </remarks>
[Plugin("adam")]
public sealed class LowRankAdamStep : ILowRankStep
{
    private readonly AdamMath _adam;
    private readonly double _scale;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Decays, ε and α.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public LowRankAdamStep(LowRankAdamOptions options)
    {
        _adam = new AdamMath(options);
        _scale = options.Scale;
        State = new StateSchema(_adam.Slots);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full | GradientForms.Projected;

    /// <inheritdoc/>
    public StateSchema State { get; }

    /// <inheritdoc/>
    public void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
    {
        for (var index = 0; index < bucket.Count; index++)
        {
            using var scope = NewDisposeScope();
            var member = bucket[index];
            var projected = SubspaceMath.Project(gradients, index, member.Basis);
            SubspaceMath.Report(projectedEnergies, index, projected);
            var direction = _adam.Direction(projected, member.State[0], member.State[1], member.Step);
            SubspaceMath.Decay(member.Weight, scalars);
            SubspaceMath.AddInside(bucket.Shape, member.Weight, member.Basis, direction.mul_(-scalars.LearningRate * _scale));
        }
    }
}
