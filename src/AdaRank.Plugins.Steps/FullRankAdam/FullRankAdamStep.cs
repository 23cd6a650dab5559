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
    public void Step(IReadOnlyList<DenseMember> members, in StepScalars scalars)
    {
        foreach (var member in members)
        {
            using var scope = NewDisposeScope();
            var direction = _adam.Direction(member.Gradient, member.State[0], member.State[1], member.Step);
            if (scalars.WeightDecay != 0)
            {
                member.Weight.mul_(1 - (scalars.LearningRate * scalars.WeightDecay));
            }

            member.Weight.add_(direction, alpha: -scalars.LearningRate);
        }
    }
}
