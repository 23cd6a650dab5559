using AdaRank.Banks;
using AdaRank.Plugins.Steps.Limiting;
using AdaRank.Projection;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Sumo;

/// <summary>A momentum in the subspace, orthogonalized exactly: every direction of it moves the weight equally far.</summary>
/// <remarks>
/// SUMO (arXiv 2505.24749), method.md eq. 7.10: M ← μ M + Â; M = U S Vᵀ; O = limiter(U Vᵀ);
/// W ← (1 - lr wd) W - lr (α Q O + perp (A - Q Â)). There is no second moment. ‖U Vᵀ‖_F is the root of M's rank, so the limiter acts when
/// that changes only. It goes with the transport <c>rotate</c>. No temporary is larger than r × L.
/// </remarks>
[Plugin("sumo")]
public sealed class SumoStep : ILowRankStep
{
    private readonly GrowthLimiter _limiter;
    private readonly double _decay;
    private readonly double _share;
    private readonly double _scale;
    private readonly double _perpendicular;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Momentum, factors and the limiter's γ.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public SumoStep(SumoOptions options)
    {
        options.Validate();
        _limiter = new GrowthLimiter(options.Gamma, LimiterStage.Corrected);
        _decay = options.Decay;
        _share = options.Momentum is SumoMomentum.Sum ? 1 : 1 - options.Decay;
        (_scale, _perpendicular) = (options.Scale, options.PerpendicularScale);
        State = new StateSchema(
        [
            new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, _decay) { Encoding = options.FirstMoment },
            .. _limiter.Slots,
        ]);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => _perpendicular > 0 ? GradientForms.Full : GradientForms.Full | GradientForms.Projected;

    /// <inheritdoc/>
    public BasisTraits Needs => _perpendicular > 0 ? BasisTraits.Orthonormal : BasisTraits.None;

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
            member.State[0].mul_(_decay).add_(projected, alpha: _share);
            var (factor, norm) = PolarFactor.Of(member.State[0]);
            var limited = _limiter.Limit(ones_like(norm).mul_(_scale), norm, member.State);
            var direction = factor.mul_(limited.to(factor.dtype));
            SubspaceMath.Decay(member.Weight, scalars);
            if (_perpendicular > 0)
            {
                bucket.Shape.Transposed(member.Weight).add_(SubspaceMath.Whole(gradients, index), alpha: -scalars.LearningRate * _perpendicular);
                direction.add_(projected, alpha: -_perpendicular);
            }

            SubspaceMath.AddInside(bucket.Shape, member.Weight, member.Basis, direction.mul_(-scalars.LearningRate));
        }
    }
}
