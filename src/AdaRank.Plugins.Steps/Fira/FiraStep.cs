using AdaRank.Banks;
using AdaRank.Plugins.Steps.Limiting;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Fira;

/// <summary>Adam in the subspace, and outside of it the gradient itself, each column scaled as Adam scales the column inside.</summary>
/// <remarks>
/// Fira (arXiv 2410.01623), method.md eq. 7.2 and 7.3: S = (A - Q Â) diag(φ), U = α (Q N + limiter(S)). The residual is never
/// formed: ‖S_j‖² = φ_j² (‖A_j‖² - ‖Â_j‖²) for orthonormal Q, and with s = φ / f the update is A diag(s) + Q (N - Â diag(s)).
/// That difference has no meaning below the rounding of the norms: a column whose share outside is no more than
/// 4 ε √d counts as zero in the limiter's norm. Published code multiplies the projected-back Â by α and leaves S
/// unscaled, which is the same at α = 1 only.
/// </remarks>
[Plugin("fira")]
public sealed class FiraStep : ILowRankStep
{
    private readonly AdamMath _adam;
    private readonly GrowthLimiter _limiter;
    private readonly double _scale;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Adam's options, α and the limiter's.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public FiraStep(FiraOptions options)
    {
        _adam = new AdamMath(options);
        _limiter = new GrowthLimiter(options.Gamma, options.Stage);
        _scale = options.Scale;
        State = new StateSchema([.. _adam.Slots, .. _limiter.Slots]);
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
        var rate = scalars.LearningRate * _scale;
        for (var index = 0; index < bucket.Count; index++)
        {
            using var scope = NewDisposeScope();
            var member = bucket[index];
            var gradient = SubspaceMath.Whole(gradients, index);
            var projected = member.Basis.t().mm(gradient);
            SubspaceMath.Report(projectedEnergies, index, projected);
            var direction = _adam.Direction(projected, member.State[0], member.State[1], member.Step);
            SubspaceMath.Decay(member.Weight, scalars);

            // With a full basis nothing is left outside but rounding.
            if (bucket.Rank == bucket.Shape.ShortSide)
            {
                _limiter.Reset(member.State);
            }
            else
            {
                var scaling = ScalingOutside(member, gradient, projected, direction).to(direction.dtype);
                bucket.Shape.Transposed(member.Weight).addcmul_(gradient, scaling, value: -rate);
                direction.addcmul_(projected, scaling, value: -1);
            }

            SubspaceMath.AddInside(bucket.Shape, member.Weight, member.Basis, direction.mul_(-rate));
        }
    }

    /// <summary>φ / f, [L], fp64.</summary>
    private Tensor ScalingOutside(in BucketMember member, Tensor gradient, Tensor projected, Tensor direction)
    {
        var projectedNorms = SubspaceMath.ColumnNorms(projected);
        var scaling = NormScaling.PerColumn(direction, projectedNorms);
        var energies = EnergiesOutside(SubspaceMath.ColumnNorms(gradient), projectedNorms, gradient);
        var norm = energies.mul_(scaling.square()).sum().sqrt_();
        return _limiter.Limit(scaling, norm, member.State, _adam.CorrectionOfDirection(member.Step));
    }

    /// <summary>‖A_j‖² - ‖Â_j‖², as a product, and zero where rounding is all that is left.</summary>
    private static Tensor EnergiesOutside(Tensor norms, Tensor projectedNorms, Tensor gradient)
    {
        var rounding = 4 * SubspaceMath.MachineEpsilon(gradient.dtype) * Math.Sqrt(gradient.shape[0]);
        var energies = norms.sub(projectedNorms).mul_(norms.add(projectedNorms));
        return energies.mul_(energies.gt(norms.square().mul_(rounding)));
    }
}
