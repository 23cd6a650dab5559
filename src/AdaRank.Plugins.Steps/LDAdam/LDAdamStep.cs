using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.LDAdam;

/// <summary>Adam in a subspace that moves in every step, with everything left outside put back into the next gradient.</summary>
/// <remarks>
/// LDAdam (arXiv 2410.16103), method.md eq. 7.6 and 7.7: a = A + E; Â = Qᵀ a;
/// E = (a - Q Â) + β₁ / (1 - β₁) (Q₋ M₋ - Q M), where M is what the transport has made of M₋. The second term is there in
/// steps that change the basis only. E is the one full-size tensor, written in place. It is made for the basis
/// <c>interpolated-power-iteration</c>, the transport <c>rotate</c> and a refresh in every step, but asks for none of them.
/// </remarks>
[Plugin("ldadam")]
public sealed class LDAdamStep : IErrorFeedbackStep
{
    private const int Error = 2;
    private readonly AdamMath _adam;
    private readonly double _beta1;
    private readonly double _scale;
    private readonly bool _hasFeedback;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Adam's options, α and whether there is error feedback.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public LDAdamStep(LDAdamOptions options)
    {
        options.Validate();
        _adam = new AdamMath(options.Adam());
        (_beta1, _scale, _hasFeedback) = (options.Beta1, options.Scale, options.ErrorFeedback);
        State = new StateSchema(_hasFeedback
            ? [.. _adam.Slots, new StateSlot("e", StateRole.Carried, StateDimension.ShortSide, StateDimension.LongSide, 0)]
            : _adam.Slots);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public StateSchema State { get; }

    /// <inheritdoc/>
    public Tensor Compensate(in BankShape shape, Tensor gradient, IReadOnlyList<Tensor> state)
    {
        if (!_hasFeedback)
        {
            return gradient.alias();
        }

        using var native = shape.Transposed(state[Error]);
        return gradient.add(native);
    }

    /// <inheritdoc/>
    public void AfterTransport(in BasisChange change)
    {
        if (!_hasFeedback)
        {
            return;
        }

        // The old error is in the compensated gradient by now.
        using var scope = NewDisposeScope();
        var factor = _beta1 / (1 - _beta1);
        var error = change.NewState[Error];
        error.zero_();
        error.addmm_(change.OldBasis, change.OldState[0].mul(factor), beta: 1, alpha: 1);
        error.addmm_(change.NewBasis, change.NewState[0].mul(-factor), beta: 1, alpha: 1);
    }

    /// <inheritdoc/>
    public void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
    {
        for (var index = 0; index < bucket.Count; index++)
        {
            using var scope = NewDisposeScope();
            var member = bucket[index];
            var gradient = SubspaceMath.Whole(gradients, index);
            var projected = member.Basis.t().mm(gradient);
            SubspaceMath.Report(projectedEnergies, index, projected);

            // Not by the kernel: its last bits are others, and with the transport "linear", whose V may touch zero, they decide
            // whether a run blows up.
            var direction = _adam.DirectionByTensors(projected, member.State[0], member.State[1], member.Step);
            SubspaceMath.Decay(member.Weight, scalars);
            SubspaceMath.AddInside(bucket.Shape, member.Weight, member.Basis, direction.mul_(-scalars.LearningRate * _scale));
            if (_hasFeedback)
            {
                TakeResidual(member, gradient, projected);
            }
        }
    }

    /// <summary>Adds a - Q Â to what a refresh in this step has left, or writes it in its place.</summary>
    private static void TakeResidual(in BucketMember member, Tensor gradient, Tensor projected)
    {
        var error = member.State[Error];
        _ = member.SubspaceStep == 1 ? error.add_(gradient) : error.copy_(gradient);
        error.addmm_(member.Basis, projected.neg(), beta: 1, alpha: 1);
    }
}
