using AdaRank.Banks;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.Flora;

/// <summary>Momentum that is compressed by a random projection and read back by its transpose.</summary>
/// <remarks>
/// Flora (arXiv 2402.03293), method.md eq. 7.8a: U = (1 - β₁) u + β₁ Q M moves the weight before a due refresh;
/// M ← β₁ M + (1 - β₁) Qᵀ u follows after it. u is A, or A divided by the root of Adafactor's second moment, and then
/// U ← U / max(1, rms(U) / clip). Made for a basis of Gaussian numbers of variance 1 / r, drawn anew now and then, and the transport
/// <c>linear</c> or <c>rotate</c>. Adafactor takes one temporary of the gradient's size, for the root mean square.
/// </remarks>
[Plugin("flora")]
public sealed class FloraStep : IEarlyUpdateStep
{
    private const int Row = 1;
    private const int Column = 2;
    private readonly FactoredSecondMoment? _second;
    private readonly double _beta1;
    private readonly double _clip;
    private readonly double _scale;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Momentum and normalisation.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public FloraStep(FloraOptions options)
    {
        options.Validate();
        (_beta1, _clip, _scale) = (options.Beta1, options.ClipThreshold, options.Scale);
        _second = options.Normalizer is FloraNormalizer.Adafactor
            ? new FactoredSecondMoment(options.DecayExponent, options.Epsilon)
            : null;
        State = new StateSchema(
        [
            new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, _beta1) { Encoding = options.FirstMoment },
            .. _second is null ? [] : FactoredSecondMoment.Slots,
        ]);
    }

    /// <inheritdoc/>
    public GradientForms Accepts => GradientForms.Full;

    /// <inheritdoc/>
    public StateSchema State { get; }

    /// <inheritdoc/>
    public void Update(BucketView bucket, GradientView gradients, in StepScalars scalars)
    {
        var rate = scalars.LearningRate * _scale;
        for (var index = 0; index < bucket.Count; index++)
        {
            using var scope = NewDisposeScope();
            var member = bucket[index];
            var gradient = SubspaceMath.Whole(gradients, index);
            SubspaceMath.Decay(member.Weight, scalars);
            if (_second is null)
            {
                bucket.Shape.Transposed(member.Weight).add_(gradient, alpha: -rate * (1 - _beta1));
                SubspaceMath.AddInside(bucket.Shape, member.Weight, member.Basis, member.State[0].mul(-rate * _beta1));
            }
            else
            {
                _second.Update(gradient, member.State[Row], member.State[Column], member.Step);
                bucket.Shape.Transposed(member.Weight).add_(NormalizedUpdate(member, gradient), alpha: -rate);
            }
        }
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
            member.State[0].mul_(_beta1).add_(_second is null ? projected : ProjectNormalized(member, gradient), alpha: 1 - _beta1);
        }
    }

    /// <summary>U, clipped: the one full-size tensor.</summary>
    private Tensor NormalizedUpdate(in BucketMember member, Tensor gradient)
    {
        var (row, column) = FactoredSecondMoment.Divisors(member.State[Row], member.State[Column]);
        var update = gradient.mul(row).mul_(column.mul_(1 - _beta1));
        update.addmm_(member.Basis, member.State[0].mul(_beta1), beta: 1, alpha: 1);
        var rootMeanSquare = update.norm().div_(Math.Sqrt(update.numel()));
        return update.div_(rootMeanSquare.div_(_clip).clamp_min_(1));
    }

    /// <summary>Qᵀ u without u: its rows and columns are those of A, scaled.</summary>
    private static Tensor ProjectNormalized(in BucketMember member, Tensor gradient)
    {
        var (row, column) = FactoredSecondMoment.Divisors(member.State[Row], member.State[Column]);
        return member.Basis.mul(row).t().mm(gradient).mul_(column);
    }
}
