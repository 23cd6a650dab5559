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
            var member = bucket[index];
            using var projected = OwnProjection(gradients, index, member.Basis);
            SubspaceMath.Report(projectedEnergies, index, projected);
            _adam.Turn(projected, member.State[0], member.State[1], member.Step, -scalars.LearningRate * _scale);
            SubspaceMath.DecayAndAddInside(bucket.Shape, member.Weight, member.Basis, projected, scalars);
        }
    }

    /// <summary>Â in a tensor that becomes the direction: a gradient that came projected stays as it is.</summary>
    private static Tensor OwnProjection(GradientView gradients, int index, Tensor basis) =>
        gradients is GradientView.Projected projected ? projected[index].clone() : SubspaceMath.Project(gradients, index, basis);
}
