using System.Collections.Immutable;
using AdaRank.State;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps;

/// <summary>The Adam recursion, the same in a subspace and outside of one.</summary>
internal sealed class AdamMath
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    public AdamMath(AdamOptions options)
    {
        options.Validate();
        (_beta1, _beta2, _epsilon) = (options.Beta1, options.Beta2, options.Epsilon);
        Slots =
        [
            new StateSlot("m", StateRole.FirstMoment, StateDimension.Rank, StateDimension.LongSide, _beta1) { Encoding = options.FirstMoment },
            new StateSlot("v", StateRole.SecondMoment, StateDimension.Rank, StateDimension.LongSide, _beta2) { Encoding = options.SecondMoment },
        ];
    }

    /// <summary>M and V in a subspace, r × L each.</summary>
    public ImmutableArray<StateSlot> Slots { get; }

    /// <summary>Takes one gradient into the moments and returns N = M̂ / (√V̂ + ε) (eq. 4.1 to 4.4).</summary>
    /// <param name="gradient">Of the moments' shape and dtype.</param>
    /// <param name="first">M, updated in place.</param>
    /// <param name="second">V, updated in place.</param>
    /// <param name="step">t, from 1.</param>
    /// <returns>The direction; the caller's scope owns it.</returns>
    public Tensor Direction(Tensor gradient, Tensor first, Tensor second, long step)
    {
        first.mul_(_beta1).add_(gradient, alpha: 1 - _beta1);
        second.mul_(_beta2).addcmul_(gradient, gradient, value: 1 - _beta2);
        var (correction1, correction2) = Corrections(step);
        using var denominator = second.div(correction2).sqrt_().add_(_epsilon);
        return first.div(correction1).div_(denominator);
    }

    /// <summary>√c₂ / c₁: what the correction of both biases makes of an uncorrected direction, ε aside.</summary>
    /// <param name="step">t, from 1.</param>
    public double CorrectionOfDirection(long step)
    {
        var (correction1, correction2) = Corrections(step);
        return Math.Sqrt(correction2) / correction1;
    }

    private (double First, double Second) Corrections(long step) => (1 - Math.Pow(_beta1, step), 1 - Math.Pow(_beta2, step));
}
