using AdaRank.Banks;
using AdaRank.Plugins.Steps.Limiting;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Apollo;

/// <summary>Gradient descent whose step length, per channel or for the whole matrix, is the one that Adam takes in a small space.</summary>
/// <remarks>
/// APOLLO and APOLLO-Mini (arXiv 2412.05270), method.md eq. 7.4 and 7.5: f = ‖N‖ / (‖Â‖ + 1e-8), U = √scale limiter(A f). Any
/// basis serves, so a random one that is never stored does; nothing larger than r × L is allocated, since ‖A f‖ follows
/// from the norms of A's columns and the weight is updated in place.
/// </remarks>
[Plugin("apollo")]
public sealed class ApolloStep : ILowRankStep
{
    private readonly AdamMath _adam;
    private readonly GrowthLimiter _limiter;
    private readonly ApolloGranularity _granularity;
    private readonly double _factor;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Adam's options, granularity, scale and the limiter's.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public ApolloStep(ApolloOptions options)
    {
        _adam = new AdamMath(options);
        _limiter = new GrowthLimiter(options.Gamma, options.Stage);
        _granularity = options.Granularity;
        _factor = Math.Sqrt(options.Scale);
        State = new StateSchema([.. _adam.Slots, .. _limiter.Slots]);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public StateSchema State { get; }

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
            var direction = _adam.Direction(projected, member.State[0], member.State[1], member.Step);
            var (scaling, norm) = Scale(gradient, projected, direction);
            var limited = _limiter.Limit(scaling, norm, member.State, _adam.CorrectionOfDirection(member.Step));
            SubspaceMath.Decay(member.Weight, scalars);
            bucket.Shape.Transposed(member.Weight).addcmul_(gradient, limited.to(direction.dtype), value: -scalars.LearningRate * _factor);
        }
    }

    /// <summary>f, and ‖A f‖.</summary>
    private (Tensor Scaling, Tensor Norm) Scale(Tensor gradient, Tensor projected, Tensor direction)
    {
        var (norms, projectedNorms) = (SubspaceMath.ColumnNorms(gradient), SubspaceMath.ColumnNorms(projected));
        var scaling = _granularity is ApolloGranularity.Channel
            ? NormScaling.PerColumn(direction, projectedNorms)
            : NormScaling.OfWhole(direction, projectedNorms);
        return (scaling, norms.mul_(scaling).norm());
    }
}
