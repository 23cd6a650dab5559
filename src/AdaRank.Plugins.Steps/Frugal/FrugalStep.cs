using AdaRank.Banks;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Frugal;

/// <summary>Adam in the subspace, and outside of it a method without state: the residual's signs, or the residual.</summary>
/// <remarks>
/// FRUGAL (arXiv 2411.07837), method.md eq. 7.8: U = α Q N + c sign(A - Q Â), or c (A - Q Â). It goes with the transport
/// <c>reset</c>. Signs take one temporary of the gradient's size; the residual itself takes none. Entries of the residual that are
/// no more than the rounding of the product, 4 ε ‖A_j‖ in column j, count as zero: their signs would be noise of full size.
/// </remarks>
[Plugin("frugal")]
public sealed class FrugalStep : ILowRankStep
{
    /// <summary>The smallest normal number in fp32: a column of zeros divided by it stays zero.</summary>
    private const double SmallestScale = 1.2e-38;

    private readonly AdamMath _adam;
    private readonly FrugalFreePart _freePart;
    private readonly double _freeScale;
    private readonly double _scale;
    private readonly bool _restartsBias;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Adam's options, α, and what is done outside of the subspace.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public FrugalStep(FrugalOptions options)
    {
        _adam = new AdamMath(options);
        (_freePart, _freeScale, _scale, _restartsBias) = (options.FreePart, options.FreeScale, options.Scale, options.RestartBias);
        State = new StateSchema(_adam.Slots);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public BasisTraits Needs => BasisTraits.Orthonormal;

    /// <inheritdoc/>
    public StateSchema State { get; }

    /// <inheritdoc/>
    public void Step(BucketView bucket, GradientView gradients, in StepScalars scalars, Tensor projectedEnergies)
    {
        // With a full basis nothing is left outside but rounding.
        var isFree = _freeScale > 0 && bucket.Rank < bucket.Shape.ShortSide;
        for (var index = 0; index < bucket.Count; index++)
        {
            using var scope = NewDisposeScope();
            var member = bucket[index];
            var gradient = SubspaceMath.Whole(gradients, index);
            var projected = member.Basis.t().mm(gradient);
            SubspaceMath.Report(projectedEnergies, index, projected);
            var step = _restartsBias ? member.SubspaceStep : member.Step;
            var direction = _adam.Direction(projected, member.State[0], member.State[1], step).mul_(_scale);
            SubspaceMath.Decay(member.Weight, scalars);
            if (isFree)
            {
                AddOutside(bucket.Shape, member, gradient, projected, direction, scalars.LearningRate * _freeScale);
            }

            SubspaceMath.AddInside(bucket.Shape, member.Weight, member.Basis, direction.mul_(-scalars.LearningRate));
        }
    }

    private void AddOutside(BankShape shape, in BucketMember member, Tensor gradient, Tensor projected, Tensor direction, double rate)
    {
        var weight = shape.Transposed(member.Weight);
        if (_freePart is FrugalFreePart.Residual)
        {
            weight.add_(gradient, alpha: -rate);
            direction.add_(projected, alpha: -_freeScale);
            return;
        }

        var residual = addmm(gradient, member.Basis, projected, beta: 1, alpha: -1);
        var rounding = SubspaceMath.ColumnNorms(gradient).mul_(4 * SubspaceMath.MachineEpsilon(residual.dtype)).clamp_min_(SmallestScale);
        weight.add_(residual.div_(rounding.to(residual.dtype)).trunc_().sign_(), alpha: -rate);
    }
}
