using System.Numerics;
using AdaRank.Plugins.Steps.Kernels;
using AdaRank.State;
using AdaRank.Steps;
using static TorchSharp.torch;

namespace AdaRank.Plugins.Steps.FullRankAdam;

/// <summary>Plain AdamW, for every parameter that is not projected.</summary>
/// <remarks>method.md eq. 4.1 to 4.5 with Q = I; Loshchilov and Hutter (arXiv 1711.05101) for the decay.</remarks>
[Plugin("adam")]
public sealed class FullRankAdamStep : IFullRankStep
{
    private readonly AdamMath _adam;
    private readonly StateEncoding _firstMoment;
    private readonly StateEncoding _secondMoment;

    /// <summary>Makes the step.</summary>
    /// <param name="options">Decays, ε and how the moments are stored.</param>
    /// <exception cref="InvalidSettingException">An option is out of its range.</exception>
    public FullRankAdamStep(AdamOptions options)
    {
        _adam = new AdamMath(options);
        (_firstMoment, _secondMoment) = (options.FirstMoment, options.SecondMoment);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DenseSlot> StateFor(IReadOnlyList<long> shape) =>
        [new("m", shape, _firstMoment), new("v", shape, _secondMoment, IsSigned: false)];

    /// <inheritdoc/>
    /// <remarks>
    /// In memory of this process, one pass over weight, gradient and moments on all threads. Elsewhere, or where the numbers of
    /// one of them do not lie one after the other, by tensor operations; both agree to rounding.
    /// </remarks>
    public void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
    {
        var keep = 1 - (scalars.LearningRate * scalars.WeightDecay);
        AdamUpdate<float>? singles = null;
        AdamUpdate<double>? doubles = null;
        for (var index = 0; index < members.Count; index++)
        {
            var member = members[index];
            switch (member.Weight.dtype)
            {
                case ScalarType.Float32 when IsReachable(member, ScalarType.Float32):
                    Add(singles ??= new AdamUpdate<float>(keep, members.Count), member, scalars.LearningRate);
                    break;
                case ScalarType.Float64 when IsReachable(member, ScalarType.Float64):
                    Add(doubles ??= new AdamUpdate<double>(keep, members.Count), member, scalars.LearningRate);
                    break;
                default:
                    StepByTensors(member, scalars.LearningRate, keep);
                    break;
            }
        }

        singles?.Run();
        doubles?.Run();
    }

    /// <summary>A scalar has no empty part that could be marked as written, and no use for a kernel.</summary>
    private static bool IsReachable(in DenseMember member, ScalarType dtype) =>
        member.Weight.dim() > 0
        && HostTensor.IsReachable(member.Weight, dtype)
        && HostTensor.IsReachable(member.Gradient, dtype)
        && HostTensor.IsReachable(member.State[0], dtype)
        && HostTensor.IsReachable(member.State[1], dtype);

    private void Add<T>(AdamUpdate<T> update, in DenseMember member, double rate)
        where T : unmanaged, IRootFunctions<T> =>
        update.Add(member.Weight, member.Gradient, member.State[0], member.State[1], _adam.Numbers<T>(member.Step, -rate));

    private void StepByTensors(in DenseMember member, double rate, double keep)
    {
        using var scope = NewDisposeScope();
        var direction = _adam.DirectionByTensors(member.Gradient, member.State[0], member.State[1], member.Step);
        if (keep != 1)
        {
            member.Weight.mul_(keep);
        }

        member.Weight.add_(direction, alpha: -rate);
    }
}
