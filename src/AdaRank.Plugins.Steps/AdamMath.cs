using System.Collections.Immutable;
using System.Numerics;
using AdaRank.Plugins.Steps.Kernels;
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

    /// <summary>β₁, β₂ and ε.</summary>
    public (double Beta1, double Beta2, double Epsilon) Constants => (_beta1, _beta2, _epsilon);

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
        var isReachable = IsReachable(gradient, first, second);
        if (isReachable && gradient.dtype is ScalarType.Float32)
        {
            var direction = empty_like(gradient);
            AdamDirection<float>.Run(gradient, first, second, direction, Numbers<float>(step, 1));
            return direction;
        }

        if (isReachable && gradient.dtype is ScalarType.Float64)
        {
            var direction = empty_like(gradient);
            AdamDirection<double>.Run(gradient, first, second, direction, Numbers<double>(step, 1));
            return direction;
        }

        return DirectionByTensors(gradient, first, second, step);
    }

    /// <summary>Does the same and writes factor · N over the gradient.</summary>
    /// <param name="gradient">Of the moments' shape and dtype; the caller's own.</param>
    /// <param name="first">M, updated in place.</param>
    /// <param name="second">V, updated in place.</param>
    /// <param name="step">t, from 1.</param>
    /// <param name="factor">What the direction is multiplied by.</param>
    public void Turn(Tensor gradient, Tensor first, Tensor second, long step, double factor)
    {
        var isReachable = IsReachable(gradient, first, second);
        if (isReachable && gradient.dtype is ScalarType.Float32)
        {
            AdamDirection<float>.Run(gradient, first, second, gradient, Numbers<float>(step, factor));
        }
        else if (isReachable && gradient.dtype is ScalarType.Float64)
        {
            AdamDirection<double>.Run(gradient, first, second, gradient, Numbers<double>(step, factor));
        }
        else
        {
            using var direction = DirectionByTensors(gradient, first, second, step);
            gradient.copy_(direction.mul_(factor));
        }
    }

    /// <summary>The recursion by tensor operations: for other devices, and for numbers that do not lie one after the other.</summary>
    /// <inheritdoc cref="Direction"/>
    public Tensor DirectionByTensors(Tensor gradient, Tensor first, Tensor second, long step)
    {
        first.mul_(_beta1).add_(gradient, alpha: 1 - _beta1);
        second.mul_(_beta2).addcmul_(gradient, gradient, value: 1 - _beta2);
        var (correction1, correction2) = Corrections(step);
        using var denominator = second.div(correction2).sqrt_().add_(_epsilon);
        return first.div(correction1).div_(denominator);
    }

    /// <summary>The same recursion as numbers for a kernel.</summary>
    /// <typeparam name="T">Type of the moments.</typeparam>
    /// <param name="step">t, from 1.</param>
    /// <param name="factor">What N is multiplied by.</param>
    public AdamNumbers<T> Numbers<T>(long step, double factor)
        where T : unmanaged, IRootFunctions<T>
    {
        var (correction1, correction2) = Corrections(step);
        return new AdamNumbers<T>(_beta1, _beta2, _epsilon, correction1, correction2, factor);
    }

    /// <summary>√c₂ / c₁: what the correction of both biases makes of an uncorrected direction, ε aside.</summary>
    /// <param name="step">t, from 1.</param>
    public double CorrectionOfDirection(long step)
    {
        var (correction1, correction2) = Corrections(step);
        return Math.Sqrt(correction2) / correction1;
    }

    private static bool IsReachable(Tensor gradient, Tensor first, Tensor second) =>
        HostTensor.IsReachable(gradient, gradient.dtype)
        && HostTensor.IsReachable(first, gradient.dtype)
        && HostTensor.IsReachable(second, gradient.dtype);

    private (double First, double Second) Corrections(long step) => (1 - Math.Pow(_beta1, step), 1 - Math.Pow(_beta2, step));
}
